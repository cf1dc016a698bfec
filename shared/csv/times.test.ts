import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readTime } from './times.ts';

test.each([
  ['9:00', '09:00'],
  ['09:00', '09:00'],
  ['09:00:00', '09:00'],
  ['9am', '09:00'],
  ['9 a.m.', '09:00'],
  ['9:30 PM', '21:30'],
  ['9:30\u202fPM', '21:30'],
  ['12:15 am', '00:15'],
  ['12 pm', '12:00'],
  ['9.30', '09:30'],
  ['9.30 Uhr', '09:30'],
  ['21 Uhr', '21:00'],
  ['21h30', '21:30'],
  ['21h', '21:00'],
  ['9 h 30', null],
  ['0900', '09:00'],
  ['0.375', '09:00'],
  ['0,375', '09:00'],
  ['.5', '12:00'],
  ['0.3958333333', '09:30'],
  ['00.30', '00:30'],
  ['24:00', null],
  ['13pm', null],
  ['0am', null],
  ['9:60', null],
  ['9', null],
  ['soon', null],
  ['', null],
  ['0.99999', null],
])('%j is %j', (text, time) => {
  expect(readTime(text)).toBe(time);
});

test('every minute of the day is read from every common form', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 1439 }),
      fc.constantFrom('en-US', 'en-GB', 'de', 'fr', 'es'),
      (minute, locale) => {
        const at = minute * 60_000;
        const time = new Date(at).toISOString().slice(11, 16);
        const shown = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', timeStyle: 'short' }).format(at);
        for (const text of [
          time,
          shown,
          time.replace(':', 'h'),
          time.replace(':', ''),
          String(minute / 1440),
        ])
          if (minute > 0 || text !== '0') expect({ text, time: readTime(text) }).toEqual({ text, time });
      },
    ),
  );
});
