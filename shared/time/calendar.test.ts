import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  daysBetween,
  firstDayOfWeek,
  monthGrid,
  monthOf,
  startOfWeek,
  today,
  weekdayOf,
  weekGrid,
} from './calendar.ts';

test('a month is shown as whole weeks from the chosen first day', () => {
  const november = monthGrid('2026-11', 1);
  expect(november).toHaveLength(6);
  expect(november[0]?.[0]).toBe('2026-10-26');
  expect(november.at(-1)?.at(-1)).toBe('2026-12-06');
  expect(monthGrid('2026-11', 7)[0]?.[0]).toBe('2026-11-01');
  expect(monthGrid('2027-02', 1)).toHaveLength(4);
});

test('a week starts on the chosen first day', () => {
  expect(weekGrid('2026-11-22')).toEqual([
    '2026-11-16',
    '2026-11-17',
    '2026-11-18',
    '2026-11-19',
    '2026-11-20',
    '2026-11-21',
    '2026-11-22',
  ]);
  expect(startOfWeek('2026-11-22', 7)).toBe('2026-11-22');
});

test('dates are counted by the calendar', () => {
  expect(addDays('2028-02-28', 2)).toBe('2028-03-01');
  expect(addMonths('2026-12', 1)).toBe('2027-01');
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2);
  expect(daysBetween('2026-10-26', '2026-10-24')).toBe(-2);
  expect(weekdayOf('2026-11-23')).toBe(1);
});

test('today is the date in the zone', () => {
  expect(today('Pacific/Auckland', '2026-11-21T12:00:00.000Z')).toBe('2026-11-22');
  expect(today('America/Los_Angeles', '2026-11-21T06:00:00.000Z')).toBe('2026-11-20');
});

test('the first day of the week follows the language', () => {
  expect(firstDayOfWeek('de-DE')).toBe(1);
  expect(firstDayOfWeek('en-US')).toBe(7);
});

test('every day of a month is in its grid once, and rows follow one another', () => {
  const months = fc.tuple(fc.integer({ min: 1990, max: 2090 }), fc.integer({ min: 1, max: 12 }));
  fc.assert(
    fc.property(months, fc.integer({ min: 1, max: 7 }), ([year, number], first) => {
      const month = `${year}-${String(number).padStart(2, '0')}`;
      const days = monthGrid(month, first).flat();
      expect(days.length % 7).toBe(0);
      expect(weekdayOf(days[0] ?? '')).toBe(first);
      const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
      expect(days.filter((day) => monthOf(day) === month)).toHaveLength(length);
      for (const [i, day] of days.entries()) expect(day).toBe(addDays(days[0] ?? '', i));
      expect(days.slice(0, 7).some((day) => monthOf(day) === month)).toBe(true);
      expect(days.slice(-7).some((day) => monthOf(day) === month)).toBe(true);
    }),
  );
});
