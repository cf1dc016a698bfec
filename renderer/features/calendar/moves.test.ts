import { expect, test } from 'vitest';
import { between, shiftBetween, shiftWall } from './moves.ts';

test('a shift goes over midnights and months, and is the way from one time to another', () => {
  expect(shiftWall('2026-11-30T23:30', { days: 1, minutes: 45 })).toBe('2026-12-02T00:15');
  expect(shiftWall('2026-03-29T09:00', { days: -1, minutes: 0 })).toBe('2026-03-28T09:00');
  const [from, to] = ['2026-11-23T22:00', '2026-11-25T08:15'];
  expect(shiftBetween(from, to)).toEqual({ days: 2, minutes: -825 });
  expect(shiftWall(from, shiftBetween(from, to))).toBe(to);
});

test('what lies between two, whichever comes first', () => {
  expect(between(['a', 'b', 'c', 'd'], 'c', 'a')).toEqual(['a', 'b', 'c']);
  expect(between(['a', 'b'], 'gone', 'b')).toEqual(['b']);
  expect(between(['a', 'b'], 'a', 'gone')).toEqual([]);
});
