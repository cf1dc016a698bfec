import { expect, test } from 'vitest';
import { isZone, zones } from './zones.ts';

test('the list has every zone once, with its offset at that moment', () => {
  const winter = zones('2026-01-15T12:00:00.000Z');
  const summer = zones('2026-07-15T12:00:00.000Z');
  expect(new Set(winter.map((zone) => zone.id)).size).toBe(winter.length);
  expect(winter.length).toBeGreaterThan(400);
  const offset = (list: typeof winter, id: string) => list.find((zone) => zone.id === id)?.offset;
  expect(offset(winter, 'Europe/London')).toBe('UTC');
  expect(offset(summer, 'Europe/London')).toBe('UTC+01:00');
  expect(offset(winter, 'UTC')).toBe('UTC');
  expect(offset(winter, 'America/St_Johns')).toBe('UTC-03:30');
  expect(winter.map((zone) => zone.offsetMinutes)).toEqual(
    winter.map((zone) => zone.offsetMinutes).sort((a, b) => a - b),
  );
});

test('a zone is an IANA name this machine knows', () => {
  for (const name of ['Europe/London', 'UTC', 'US/Eastern', 'Asia/Kolkata']) expect(isZone(name)).toBe(true);
  for (const name of ['', 'Mars/Olympus', '+01:00', '-05', 'Europe/', 7, null, undefined, {}])
    expect(isZone(name)).toBe(false);
});
