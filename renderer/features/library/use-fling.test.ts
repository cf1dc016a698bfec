import { expect, test } from 'vitest';
import { isFlung } from './use-fling.ts';

test('a turn of a wheel is looked at; one turn after the other without a rest is not', () => {
  expect(isFlung(100, 50, 700)).toBe(false);
  expect(isFlung(-100, 50, 700)).toBe(false);
  expect(isFlung(400, 16, 700)).toBe(true);
  expect(isFlung(-400, 16, 700)).toBe(true);
  // The first of all comes after a long rest, and two may come at one moment.
  expect(isFlung(400, 60_000, 700)).toBe(false);
  expect(isFlung(0, 0, 0)).toBe(false);
});
