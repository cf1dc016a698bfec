import fc from 'fast-check';
import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { addDays, weekdayOf } from '../time/calendar.ts';
import { clockChanges, zonesWithChanges } from '../time/testing.ts';
import { instantToWall, wallToInstant } from '../time/wall.ts';
import { countBefore, hasOccurrence, nextOccurrences, occurrencesBetween } from './expand.ts';
import { formatRule, type Rule } from './rule.ts';

const series = (rule: string, starts_at: string, time_zone = 'Europe/Berlin') => ({
  rule,
  starts_at,
  time_zone,
  ends_before: null as string | null,
});
const walls = (found: { wall: string }[]) => found.map(({ wall }) => wall);
const all = (one: ReturnType<typeof series>, from = '1996-01-01T00:00:00.000Z', count = 20) =>
  walls(nextOccurrences(one, from, count));

test('the examples of RFC 5545 3.8.5.3 come as they stand there', () => {
  const zone = 'America/New_York';
  const start = '1997-09-02T09:00';
  expect(all(series('FREQ=DAILY;COUNT=10', start, zone))).toEqual(
    Array.from({ length: 10 }, (_, day) => `${addDays('1997-09-02', day)}T09:00`),
  );
  expect(all(series('FREQ=DAILY;INTERVAL=10;COUNT=5', start, zone))).toEqual(
    ['09-02', '09-12', '09-22', '10-02', '10-12'].map((day) => `1997-${day}T09:00`),
  );
  expect(all(series('FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH', start, zone))).toEqual(
    ['09-02', '09-04', '09-16', '09-18', '09-30', '10-02', '10-14', '10-16'].map(
      (day) => `1997-${day}T09:00`,
    ),
  );
  expect(all(series('FREQ=MONTHLY;COUNT=10;BYDAY=1FR', '1997-09-05T09:00', zone))).toEqual(
    ['09-05', '10-03', '11-07', '12-05']
      .map((day) => `1997-${day}T09:00`)
      .concat(['01-02', '02-06', '03-06', '04-03', '05-01', '06-05'].map((day) => `1998-${day}T09:00`)),
  );
  expect(all(series('FREQ=MONTHLY;COUNT=6;BYDAY=-2MO', '1997-09-22T09:00', zone))).toEqual(
    ['1997-09-22', '1997-10-20', '1997-11-17', '1997-12-22', '1998-01-19', '1998-02-16'].map(
      (d) => `${d}T09:00`,
    ),
  );
  expect(all(series('FREQ=MONTHLY;BYMONTHDAY=-3', '1997-09-28T09:00', zone), undefined, 6)).toEqual(
    ['1997-09-28', '1997-10-29', '1997-11-28', '1997-12-29', '1998-01-29', '1998-02-26'].map(
      (d) => `${d}T09:00`,
    ),
  );
  expect(all(series('FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3', '1997-09-04T09:00', zone))).toEqual(
    ['1997-09-04', '1997-10-07', '1997-11-06'].map((d) => `${d}T09:00`),
  );
  expect(all(series('FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO', '1997-08-05T09:00', zone))).toEqual(
    ['08-05', '08-10', '08-19', '08-24'].map((day) => `1997-${day}T09:00`),
  );
  expect(all(series('FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU', '1997-08-05T09:00', zone))).toEqual(
    ['08-05', '08-17', '08-19', '08-31'].map((day) => `1997-${day}T09:00`),
  );
  // What no month has is left out, not moved.
  expect(
    all(
      series('FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5', '2007-01-15T09:00', zone),
      '2007-01-01T00:00:00.000Z',
    ),
  ).toEqual(['01-15', '01-30', '02-15', '03-15', '03-30'].map((day) => `2007-${day}T09:00`));
});

test('a skipped time moves forward and keeps its name; a doubled one comes once, the first time', () => {
  const daily = series('FREQ=DAILY', '2026-03-27T02:30');
  expect(occurrencesBetween(daily, '2026-03-28T12:00:00.000Z', '2026-03-30T12:00:00.000Z')).toEqual([
    { wall: '2026-03-29T02:30', shown: '2026-03-29T03:30', instant: '2026-03-29T01:30:00.000Z' },
    { wall: '2026-03-30T02:30', shown: '2026-03-30T02:30', instant: '2026-03-30T00:30:00.000Z' },
  ]);
  const found = occurrencesBetween(daily, '2026-10-24T12:00:00.000Z', '2026-10-26T00:00:00.000Z');
  expect(found.map(({ instant }) => instant)).toEqual(['2026-10-25T00:30:00.000Z']);
});

test('a series ends before its end, and COUNT counts from its start whatever is looked at', () => {
  const weekly = series('FREQ=WEEKLY;COUNT=5', '2026-11-03T09:00');
  expect(walls(occurrencesBetween(weekly, '2026-11-20T00:00:00.000Z', '2027-11-20T00:00:00.000Z'))).toEqual([
    '2026-11-24T09:00',
    '2026-12-01T09:00',
  ]);
  expect(countBefore(weekly, '2026-11-24T09:00')).toBe(3);
  const ended = { ...weekly, ends_before: '2026-11-17T09:00' };
  expect(all(ended, '2026-01-01T00:00:00.000Z')).toEqual(['2026-11-03T09:00', '2026-11-10T09:00']);
  expect(hasOccurrence(ended, '2026-11-10T09:00')).toBe(true);
  expect(hasOccurrence(ended, '2026-11-17T09:00')).toBe(false);
  expect(hasOccurrence(weekly, '2026-11-18T09:00')).toBe(false);
});

test('a rule that no date meets finds none, and at once', () => {
  expect(
    all(series('FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2026-01-01T09:00'), '2026-01-01T00:00:00.000Z'),
  ).toEqual([]);
});

test('a leap day comes in leap years only, and the last day of a month every month', () => {
  const until = (end: string, one: ReturnType<typeof series>) =>
    walls(occurrencesBetween(one, '2028-01-01T00:00:00.000Z', end));
  expect(until('2037-01-01T00:00:00.000Z', series('FREQ=YEARLY', '2028-02-29T09:00'))).toEqual([
    '2028-02-29T09:00',
    '2032-02-29T09:00',
    '2036-02-29T09:00',
  ]);
  expect(until('2028-04-01T00:00:00.000Z', series('FREQ=MONTHLY;BYMONTHDAY=-1', '2028-01-31T09:00'))).toEqual(
    ['2028-01-31T09:00', '2028-02-29T09:00', '2028-03-31T09:00'],
  );
});

const two = (n: number) => String(n).padStart(2, '0');
const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([h, m]) => `${two(h)}:${two(m)}`);
const weekly = fc.record({
  interval: fc.integer({ min: 1, max: 4 }),
  days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 7 }),
  weekStart: fc.constantFrom(1, 6, 7),
});
/** Around a change of some zone's clock; zones and changes are drawn from all there are from 2024 to 2030. */
const nearChange = fc.constantFrom(...zonesWithChanges).chain((zone) =>
  fc.record({
    zone: fc.constant(zone),
    at: fc.constantFrom(...clockChanges(zone)).map((change) => change.at),
    time,
    weekly,
  }),
);
const iso = (ms: number) => new Date(ms).toISOString();
const ruleOf = ({
  interval,
  days,
  weekStart,
}: {
  interval: number;
  days: number[];
  weekStart: number;
}): Rule => ({
  freq: 'WEEKLY',
  interval,
  count: null,
  byDay: days.map((weekday) => ({ weekday, nth: null })),
  byMonthDay: [],
  byMonth: [],
  bySetPos: [],
  weekStart,
});
const RUNS = Number(process.env.PILLARBOX_RUNS ?? 150);

test('weekly rules meet exactly the days that counting weeks by hand finds, on the wall time or forward of it', () => {
  fc.assert(
    fc.property(nearChange, ({ zone, at, time: clock, weekly: { interval, days, weekStart } }) => {
      const start = instantToWall(iso(at - 20 * 86_400_000), zone).slice(0, 10);
      const one = series(formatRule(ruleOf({ interval, days, weekStart })), `${start}T${clock}`, zone);
      const to = wallToInstant(`${addDays(start, 40)}T00:00`, zone);
      const found = occurrencesBetween(one, wallToInstant(`${addDays(start, -2)}T00:00`, zone), to);
      const firstOfWeek = (day: string) => addDays(day, -((weekdayOf(day) - weekStart + 7) % 7));
      const expected: string[] = [];
      for (let day = start, n = 0; n < 45; day = addDays(day, 1), n += 1) {
        const weeks = (Date.parse(firstOfWeek(day)) - Date.parse(firstOfWeek(start))) / (7 * 86_400_000);
        if (
          weeks % interval === 0 &&
          days.includes(weekdayOf(day)) &&
          wallToInstant(`${day}T${clock}`, zone) < to
        )
          expected.push(`${day}T${clock}`);
      }
      expect(walls(found)).toEqual(expected);
      for (const [i, each] of found.entries()) {
        expect(each.instant).toBe(wallToInstant(each.wall, zone));
        expect(each.shown >= each.wall).toBe(true);
        expect(instantToWall(each.instant, zone)).toBe(each.shown);
        const before = found[i - 1];
        if (before) expect(each.instant > before.instant).toBe(true);
      }
    }),
    { numRuns: RUNS },
  );
});

test('where clocks skip nothing, the library finds the same in the zone itself', () => {
  fc.assert(
    fc.property(
      nearChange,
      fc.constantFrom(
        'FREQ=DAILY',
        'FREQ=DAILY;INTERVAL=3',
        'FREQ=MONTHLY;BYDAY=-1SU',
        'FREQ=MONTHLY;BYDAY=2SU',
        'FREQ=WEEKLY;BYDAY=SU,SA',
      ),
      ({ zone, at, time: clock }, rule) => {
        const start = instantToWall(iso(at - 40 * 86_400_000), zone).slice(0, 10);
        const [from, to] = [iso(at - 30 * 86_400_000), iso(at + 10 * 86_400_000)];
        const zoned = (text: string) => Temporal.Instant.from(text).toZonedDateTimeISO(zone);
        const inZone = new RRuleTemporal({
          rruleString: `DTSTART;TZID=${zone}:${start.replaceAll('-', '')}T${clock.replace(':', '')}00\nRRULE:${rule}`,
        });
        const theirs = inZone
          .between(zoned(from), zoned(to), true)
          .map((each) => each.toInstant().toString({ fractionalSecondDigits: 3 }))
          .filter((instant) => instant < to);
        const ours = occurrencesBetween(series(rule, `${start}T${clock}`, zone), from, to);
        // It leaves out a skipped time and some of its neighbours; RFC 5545 3.3.5 has it forward.
        const stands = (instant: string) => instantToWall(instant, zone).endsWith(clock);
        expect(ours.map(({ instant }) => instant).filter(stands)).toEqual(theirs.filter(stands));
      },
    ),
    { numRuns: RUNS },
  );
});

test('cutting a range in two finds the same dates', () => {
  fc.assert(
    fc.property(nearChange, ({ zone, at, time: clock, weekly: one }) => {
      const start = instantToWall(iso(at - 10 * 86_400_000), zone).slice(0, 10);
      const each = series(formatRule(ruleOf(one)), `${start}T${clock}`, zone);
      const range = [iso(at - 9 * 86_400_000), iso(at), iso(at + 9 * 86_400_000)] as const;
      const parts = [
        occurrencesBetween(each, range[0], range[1]),
        occurrencesBetween(each, range[1], range[2]),
      ];
      expect(parts.flat()).toEqual(occurrencesBetween(each, range[0], range[2]));
    }),
    {
      numRuns: Math.ceil(RUNS / 2),
      // The hour that comes twice, cut in the middle.
      examples: [
        [
          {
            zone: 'America/Goose_Bay',
            at: Date.parse('2025-11-02T05:00:00.000Z'),
            time: '01:01',
            weekly: { interval: 1, days: [7], weekStart: 1 },
          },
        ],
      ],
    },
  );
});
