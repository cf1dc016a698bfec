import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CalendarEntry, Row } from '../kinds/index.ts';
import { calendarPostId } from '../mutators/content-calendar.ts';
import { addDays, weekdayOf } from '../time/calendar.ts';
import { instantToWall, wallToInstant } from '../time/wall.ts';
import { dayOf, entriesOf, type PlaceInput, placeCalendar } from './place-calendar.ts';

const uuid = (n: number) => `0192f000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const stamps = { created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z', version: 1 };
const BRAND = uuid(1);

const entry = (fields: Partial<CalendarEntry> = {}): CalendarEntry => ({
  ...{ id: uuid(100), on: { day: 0 }, time: '09:00', schedule_id: null, connection_ids: null },
  ...{ pillar_id: null, post_type: '', title: 'Rye', topic_angle: '', caption: '' },
  ...fields,
});
const schedule = (fields: Partial<Row<'schedule'>> = {}): Row<'schedule'> => ({
  ...{ id: uuid(10), brand_id: BRAND, name: 'Mornings', time_zone: 'Europe/Berlin', paused: false },
  ...{ slots: [{ weekday: 2, time: '07:30' }], connection_ids: [], ...stamps },
  ...fields,
});
const holiday = (first_day: string, last_day = first_day, schedule_id: string | null = null) => ({
  ...{ id: uuid(20), brand_id: BRAND, schedule_id, name: 'Christmas', first_day, last_day, ...stamps },
});
const input = (fields: Partial<PlaceInput> = {}): PlaceInput => ({
  calendar: { id: uuid(50), days: 7, entries: [entry()] },
  ...{ firstDay: '2026-12-21', lastDay: '2026-12-27', timeZone: 'Europe/Berlin' },
  ...{ schedules: [schedule()], holidays: [], takenSlots: [], posts: [], madeIds: new Set<string>() },
  ...{ connectionIds: [uuid(30)], now: '2026-11-21T09:00:00.000Z', choices: new Map() },
  ...fields,
});
const only = (fields: Partial<PlaceInput>) => {
  const lines = placeCalendar(input(fields));
  if (!lines[0] || lines.length !== 1) throw new Error(`${lines.length} lines`);
  return lines[0];
};
const calendar = (...entries: CalendarEntry[]) => ({ id: uuid(50), days: 7, entries });

describe('placing a content calendar', () => {
  it('counts days, and finds weekdays in their week whatever day it begins on', () => {
    expect(dayOf(entry({ on: { day: 3 } }), '2026-12-21')).toBe('2026-12-24');
    expect(dayOf(entry({ on: { week: 0, weekday: 1 } }), '2026-12-21')).toBe('2026-12-21');
    expect(dayOf(entry({ on: { week: 1, weekday: 2 } }), '2026-12-24')).toBe('2027-01-05');
  });

  it('puts an explicit time into the free slot of that time', () => {
    const at = calendar(entry({ on: { day: 1 }, time: '07:30' }));
    expect(only({ calendar: at }).when).toEqual({
      wall_time: '2026-12-22T07:30',
      time_zone: 'Europe/Berlin',
      schedule_id: uuid(10),
      slot_key: `${uuid(10)}@2026-12-22T07:30`,
    });
    const full = only({ calendar: at, takenSlots: [`${uuid(10)}@2026-12-22T07:30`] });
    expect(full.when?.slot_key).toBeNull();
    expect(full.notes).toEqual([{ code: 'taken' }]);
  });

  it('takes the next free slot, and says when that is another day', () => {
    const next = calendar(entry({ on: { day: 1 }, time: null }));
    expect(only({ calendar: next }).instant).toBe('2026-12-22T06:30:00.000Z');
    const later = only({ calendar: next, takenSlots: [`${uuid(10)}@2026-12-22T07:30`] });
    expect(later.when?.wall_time).toBe('2026-12-29T07:30');
    expect(later.notes).toEqual([{ code: 'moved', holiday: null }]);
    const closed = only({ calendar: next, holidays: [holiday('2026-12-20', '2026-12-24')] });
    expect(closed.notes).toEqual([{ code: 'moved', holiday: 'Christmas' }]);
  });

  it('names holidays and pauses, and leaves out what falls on a holiday unless somebody wants it', () => {
    const fixed = { calendar: calendar(entry({ on: { day: 4 } })), holidays: [holiday('2026-12-25')] };
    expect(only(fixed)).toMatchObject({ chosen: false, notes: [{ code: 'holiday', name: 'Christmas' }] });
    const choices = new Map([[only(fixed).key, true]]);
    expect(only({ ...fixed, choices }).chosen).toBe(true);
    const paused = only({
      calendar: calendar(entry({ time: null })),
      schedules: [schedule({ paused: true })],
    });
    expect(paused).toMatchObject({
      when: null,
      chosen: false,
      notes: [{ code: 'paused', schedule: 'Mornings' }],
    });
    expect(only({ calendar: calendar(entry({ time: null })), schedules: [] }).notes).toEqual([
      { code: 'no_slot' },
    ]);
  });

  it('knows what it made before, and makes the next copy only when asked', () => {
    const id = (copy: number) => calendarPostId(uuid(50), uuid(100), '2026-12-21', copy);
    expect(only({})).toMatchObject({ chosen: true, copy: 0 });
    expect(only({ madeIds: new Set([id(0)]) })).toMatchObject({ chosen: false, copy: 1 });
    expect(only({ madeIds: new Set([id(0), id(1)]) })).toMatchObject({ chosen: false, copy: 2 });
  });

  it('makes nothing in the past, names neighbours, channels and skipped times', () => {
    expect(only({ now: '2026-12-22T00:00:00.000Z' })).toMatchObject({
      when: null,
      notes: [{ code: 'past' }],
    });
    const posts = [{ title: 'Wheat', scheduled_at: '2026-12-21T08:30:00.000Z', connection_ids: [uuid(30)] }];
    expect(only({ posts }).notes).toEqual([
      { code: 'close', title: 'Wheat', at: '2026-12-21T08:30:00.000Z' },
    ]);
    expect(only({ connectionIds: [] }).notes).toEqual([{ code: 'no_channel' }]);
    const spring = only({
      calendar: calendar(entry({ on: { day: 6 }, time: '02:30' })),
      ...{ firstDay: '2027-03-22', lastDay: '2027-03-28', schedules: [] },
    });
    expect(spring.when?.wall_time).toBe('2027-03-28T03:30');
    expect(spring.notes).toEqual([{ code: 'skipped', wall: '2027-03-28T02:30' }]);
  });

  it('begins again until the last day, and says what lies behind it', () => {
    const lines = placeCalendar(input({ lastDay: '2027-01-05' }));
    expect(lines.map(({ day }) => day)).toEqual(['2026-12-21', '2026-12-28', '2027-01-04']);
    const cut = placeCalendar(
      input({ calendar: calendar(entry({ on: { day: 5 } })), lastDay: '2026-12-22' }),
    );
    expect(cut).toMatchObject([{ chosen: false, notes: [{ code: 'outside' }] }]);
  });

  const ZONES = ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'UTC'] as const;
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
  const anyEntry = fc.record({
    on: fc.oneof(
      fc.record({ day: fc.integer({ min: 0, max: 20 }) }),
      fc.record({ week: fc.integer({ min: 0, max: 2 }), weekday: fc.integer({ min: 1, max: 7 }) }),
    ),
    time: fc.option(time, { nil: null }),
    schedule_id: fc.constantFrom(null, uuid(10), uuid(11), uuid(99)),
  });
  const anyPlan = fc.record({
    entries: fc.array(anyEntry, { minLength: 1, maxLength: 12 }),
    // Around both clock changes, and a day that Apia never had is far away: any day will do.
    start: fc.integer({ min: 0, max: 400 }),
    length: fc.integer({ min: 1, max: 40 }),
    zone: fc.constantFrom(...ZONES),
    slots: fc.array(fc.record({ weekday: fc.integer({ min: 1, max: 7 }), time }), { maxLength: 6 }),
    closed: fc.option(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 9 })), {
      nil: null,
    }),
    paused: fc.boolean(),
    now: fc.integer({ min: -30, max: 420 }),
  });

  it('never uses a slot twice, a closed day, a paused schedule or the past, and says everything that is missing', () => {
    fc.assert(
      fc.property(anyPlan, ({ entries, start, length, zone, slots, closed, paused, now }) => {
        const day = (offset: number) => addDays('2026-10-01', offset);
        const given = input({
          calendar: {
            ...{ id: uuid(50), days: 21 },
            entries: entries.map((fields, at) => entry({ ...fields, id: uuid(100 + at) })),
          },
          ...{ firstDay: day(start), lastDay: day(start + length - 1), timeZone: zone },
          schedules: [schedule({ slots, time_zone: zone }), schedule({ id: uuid(11), slots, paused })],
          holidays: closed ? [holiday(day(closed[0]), day(closed[0] + closed[1]))] : [],
          now: `${day(now)}T12:00:00.000Z`,
        });
        const lines = placeCalendar(given);
        expect(placeCalendar(given)).toEqual(lines);
        expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
        const keys = lines.filter(({ chosen }) => chosen).flatMap(({ when }) => when?.slot_key ?? []);
        expect(new Set(keys).size).toBe(keys.length);
        for (const line of lines) {
          const { when, instant, chosen, notes } = line;
          if (when === null) {
            expect(chosen).toBe(false);
            expect(notes.map(({ code }) => code)).toEqual(
              expect.arrayContaining([expect.stringMatching(/^(past|no_slot|paused)$/)]),
            );
            continue;
          }
          expect(instant).toBe(wallToInstant(when.wall_time, when.time_zone));
          expect((instant ?? '') > given.now).toBe(true);
          const shown = instantToWall(instant ?? '', when.time_zone);
          expect(when.wall_time).toBe(shown);
          if (line.entry.time === null) {
            expect(when.wall_time.slice(0, 10) >= line.day).toBe(true);
            const used = given.schedules.find(({ id }) => id === when.schedule_id);
            expect(used?.paused).toBe(false);
            const off = given.holidays.some(
              ({ first_day, last_day }) => first_day <= shown.slice(0, 10) && shown.slice(0, 10) <= last_day,
            );
            expect(off).toBe(false);
          } else if (!notes.some(({ code }) => code === 'skipped')) {
            expect(instantToWall(instant ?? '', given.timeZone)).toBe(`${line.day}T${line.entry.time}`);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('what was kept from a range makes the same plan there again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 13 }), time), { maxLength: 10 }),
        fc.constantFrom(...ZONES),
        fc.integer({ min: 0, max: 300 }),
        fc.constantFrom(10, 14),
        (times, zone, start, days) => {
          const firstDay = addDays('2026-12-01', start);
          const posts = times.map(([offset, at]) => {
            const scheduled_at = wallToInstant(`${addDays(firstDay, offset)}T${at}`, zone);
            return {
              ...{
                title: '',
                caption: 'c',
                pillar_id: null,
                scheduled_at,
                schedule_id: null,
                slot_key: null,
              },
              ...{ connection_ids: [uuid(30)], post_type: '' as const, topic_angle: '' },
            };
          });
          let next = 200;
          const range = { firstDay, days, timeZone: zone, connectionIds: [uuid(30)] };
          const entries = entriesOf(posts, range, () => uuid(next++));
          const lines = placeCalendar(
            input({
              calendar: { id: uuid(50), days, entries },
              ...{ firstDay, lastDay: addDays(firstDay, days - 1), timeZone: zone, schedules: [] },
            }),
          );
          const wanted = posts
            .map(({ scheduled_at }) => scheduled_at)
            .filter((at) => instantToWall(at, zone).slice(0, 10) < addDays(firstDay, days));
          expect(lines.map(({ instant }) => instant).sort()).toEqual(wanted.sort());
          expect(lines.every(({ day }) => weekdayOf(day) >= 1)).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
