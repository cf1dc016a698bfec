import { expect, test } from 'vitest';
import {
  formatDate,
  formatDay,
  formatMoment,
  formatMonth,
  formatTime,
  formatWall,
  formatWallTime,
  weekdayName,
  zoneShortName,
} from './format.ts';

const at = '2026-11-23T14:05:00.000Z';

test('a time names its zone only where it is not the reader’s own', () => {
  const own = { zone: 'Europe/Berlin', ownZone: 'Europe/Berlin', locale: 'en-GB' };
  expect(formatTime(at, own)).toBe('15:05');
  expect(formatTime(at, { ...own, ownZone: 'Europe/London' })).toBe('15:05 CET');
  expect(formatTime(at, { zone: 'America/New_York', ownZone: 'UTC', locale: 'en-US' })).toMatch(
    /^9:05\sAM EST$/,
  );
  expect(zoneShortName(at, 'America/New_York', 'en-US')).toBe('EST');
});

test('dates follow the language', () => {
  expect(formatMoment(at, { zone: 'UTC', ownZone: 'UTC', locale: 'en-GB' })).toBe('Mon, 23 Nov 2026, 14:05');
  expect(formatMoment(at, { zone: 'UTC', ownZone: 'Europe/Berlin', locale: 'de' })).toContain('14:05 UTC');
  expect(formatDate('2026-11-23', 'en-GB')).toBe('Monday, 23 November 2026');
  expect(formatDay('2026-11-23', 'de')).toBe('23. Nov.');
  expect(formatMonth('2026-11', 'fr')).toBe('novembre 2026');
  expect([1, 2, 3, 4, 5, 6, 7].map((day) => weekdayName(day, 'en'))).toEqual([
    'Mon',
    'Tue',
    'Wed',
    'Thu',
    'Fri',
    'Sat',
    'Sun',
  ]);
});

test('wall times are shown as they stand', () => {
  expect(formatWall('2026-03-29T02:30', 'en-GB')).toBe('Sun, 29 Mar 2026, 02:30');
  expect(formatWallTime('2026-03-29T02:30', 'en-US')).toMatch(/^2:30\sAM$/);
  expect(formatWallTime('21:05', 'de')).toBe('21:05');
});
