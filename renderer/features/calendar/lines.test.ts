import { expect, test } from 'vitest';
import type { PostCard } from '../../../shared/queries.ts';
import type { DayItem } from './day-items.ts';
import { agendaLines, type Line, listLines } from './lines.ts';

const item = (title: string, wall: string): DayItem => ({
  type: 'post',
  key: title,
  wall,
  post: { id: title, title } as PostCard,
});
const days = new Map([
  ['2026-11-23', [item('b', '2026-11-23T09:00'), item('A', '2026-11-23T10:00')]],
  ['2026-11-24', []],
  ['2026-11-25', [item('a', '2026-11-25T09:00')]],
  ['2026-11-26', []],
]);
const said = (lines: Line[]) =>
  lines.map((line) => (line.type === 'day' ? line.date.slice(8) : line.item.key));

test('an agenda has the days with something on them, and today', () => {
  expect(said(agendaLines(days, '2026-11-26'))).toEqual(['23', 'b', 'A', '25', 'a', '26']);
});

test('a list is sorted both ways, equals by time', () => {
  const by = (column: 'when' | 'title', down: boolean) =>
    said(listLines(days, { column, down }, (post) => post.title));
  expect(by('when', false)).toEqual(['b', 'A', 'a']);
  expect(by('when', true)).toEqual(['a', 'A', 'b']);
  expect(by('title', false)).toEqual(['A', 'a', 'b']);
  expect(by('title', true)).toEqual(['b', 'A', 'a']);
});
