import { expect, it } from 'vitest';
import { createClock } from './clock.ts';

it('runs with the system unless it is told where to stand', () => {
  const before = Date.now();
  const { now, standsAt } = createClock(undefined);
  expect(now().getTime()).toBeGreaterThanOrEqual(before);
  expect(standsAt).toBeNull();
  expect(createClock('').standsAt).toBeNull();
});

it('stands where it is told, for everybody the same', () => {
  const clock = createClock('2026-11-18T11:40:00+01:00');
  expect(clock.standsAt).toBe('2026-11-18T10:40:00.000Z');
  expect(clock.now()).toEqual(new Date('2026-11-18T10:40:00Z'));
  // A date can be changed by whoever was given it.
  clock.now().setFullYear(1999);
  expect(clock.now().getFullYear()).toBe(2026);
});

it.each(['yesterday', '2026-11-18', '2026-11-18T10:40:00', '2026-13-18T10:40:00Z', '0'])(
  'takes %s for no instant',
  (text) => {
    expect(() => createClock(text)).toThrow(RangeError);
  },
);
