import { expect, test } from 'vitest';
import { durationText } from './duration.ts';
import { movedTo } from './order.ts';

test('one file moves, the others keep their order', () => {
  expect(movedTo(['a', 'b', 'c'], 'a', 2)).toEqual(['b', 'c', 'a']);
  expect(movedTo(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b']);
  expect(movedTo(['a', 'b', 'c'], 'b', 1)).toEqual(['a', 'b', 'c']);
  expect(movedTo(['a', 'b', 'c'], 'a', -1)).toEqual(['a', 'b', 'c']);
});

test('a length reads as minutes and seconds', () => {
  expect([durationText(0), durationText(5400), durationText(65_000), durationText(3_600_000)]).toEqual([
    '0:00',
    '0:05',
    '1:05',
    '60:00',
  ]);
});
