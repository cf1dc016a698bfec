import { expect, test } from 'vitest';
import { tooClose } from './too-close.ts';

const at = (id: string, connection_id: string, time: string) => ({
  id,
  connection_id,
  scheduled_at: `2026-11-23T${time}:00.000Z`,
});

test('neighbours on one channel within the hour are told of each other', () => {
  const found = tooClose([
    at('c', 'x', '10:30'),
    at('a', 'x', '09:00'),
    at('b', 'x', '09:59'),
    at('d', 'x', '11:30'),
  ]);
  expect(Object.fromEntries(found)).toEqual({ a: ['b'], b: ['a', 'c'], c: ['b'] });
});

test('other channels do not matter, and a post is never too close to itself', () => {
  expect(tooClose([at('a', 'x', '09:00'), at('b', 'y', '09:00'), at('a', 'y', '12:00')]).size).toBe(0);
  expect(
    [...tooClose([at('a', 'x', '09:00'), at('a', 'y', '09:00'), at('b', 'y', '09:00')]).keys()].sort(),
  ).toEqual(['a', 'b']);
});
