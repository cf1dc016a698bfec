import { expect, test } from 'vitest';
import type { OccurrenceView, PostCard } from '../../../shared/queries.ts';
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

test('a list has dates of series that will be posts, and no empty slots', () => {
  const when = { wall_time: '2026-11-23T11:00', time_zone: 'UTC', schedule_id: null, slot_key: 's' };
  const slot = { type: 'slot', key: 'free', wall: '2026-11-23T11:00', slot: { instant: '', when } } as const;
  const occurrence = { title: 'c', wall: '2026-11-23T12:00' } as OccurrenceView;
  const date: DayItem = { ...slot, key: 'c', wall: '2026-11-23T12:00', slot: { ...slot.slot, occurrence } };
  const all = new Map([['2026-11-23', [...(days.get('2026-11-23') ?? []), slot, date]]]);
  const lines = listLines(all, { column: 'title', down: false }, ({ title }) => title);
  expect(said(lines)).toEqual(['A', 'b', 'c']);
  // The cursor walks to the same places as anywhere else.
  expect(lines.map((line) => line.type === 'item' && line.at.item)).toEqual([1, 0, 3]);
});

test('a list is sorted both ways, equals by time', () => {
  const by = (column: 'when' | 'title', down: boolean) =>
    said(listLines(days, { column, down }, (post) => post.title));
  expect(by('when', false)).toEqual(['b', 'A', 'a']);
  expect(by('when', true)).toEqual(['a', 'A', 'b']);
  expect(by('title', false)).toEqual(['A', 'a', 'b']);
  expect(by('title', true)).toEqual(['b', 'A', 'a']);
});
