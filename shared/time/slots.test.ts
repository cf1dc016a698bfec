import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextFreeSlot, slotsBetween } from './slots.ts';
import { clockChanges, zonesWithChanges } from './testing.ts';
import { instantToWall, wallToInstant } from './wall.ts';

const walls = (slots: { wall: string }[]) => slots.map((slot) => slot.wall);

test('slots come in order of time, from the start included to the end excluded', () => {
  const plan = {
    slots: [
      { weekday: 3, time: '18:30' },
      { weekday: 1, time: '09:00' },
      { weekday: 1, time: '07:15' },
    ],
    time_zone: 'Europe/Madrid',
  };
  const from = wallToInstant('2026-11-23T09:00', plan.time_zone);
  const to = wallToInstant('2026-11-30T09:00', plan.time_zone);
  expect(slotsBetween(plan, from, to)).toEqual([
    { wall: '2026-11-23T09:00', instant: '2026-11-23T08:00:00.000Z', key: '2026-11-23T09:00' },
    { wall: '2026-11-25T18:30', instant: '2026-11-25T17:30:00.000Z', key: '2026-11-25T18:30' },
    { wall: '2026-11-30T07:15', instant: '2026-11-30T06:15:00.000Z', key: '2026-11-30T07:15' },
  ]);
  expect(slotsBetween(plan, to, from)).toEqual([]);
});

test('a slot in the skipped hour moves forward, and joins a slot that is already there', () => {
  const day = ['2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'] as const;
  const sunday = (...times: string[]) => ({
    slots: times.map((time) => ({ weekday: 7, time })),
    time_zone: 'Europe/Berlin',
  });
  expect(walls(slotsBetween(sunday('02:30'), ...day))).toEqual(['2026-03-29T03:30']);
  expect(walls(slotsBetween(sunday('02:30', '03:30'), ...day))).toEqual(['2026-03-29T03:30']);
  expect(walls(slotsBetween(sunday('02:45', '03:15'), ...day))).toEqual([
    '2026-03-29T03:15',
    '2026-03-29T03:45',
  ]);
});

test('a slot in the repeated hour comes once, the first time', () => {
  const plan = { slots: [{ weekday: 7, time: '02:30' }], time_zone: 'Europe/Berlin' };
  const slots = slotsBetween(plan, '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z');
  expect(slots.map((slot) => slot.instant)).toEqual(['2026-10-25T00:30:00.000Z']);
});

test('the next free slot is the first one later than now that nobody took', () => {
  const plan = { slots: [{ weekday: 1, time: '09:00' }], time_zone: 'UTC' };
  const now = '2026-11-23T09:00:00.000Z';
  expect(nextFreeSlot(plan, now, new Set())?.wall).toBe('2026-11-30T09:00');
  expect(nextFreeSlot(plan, now, new Set(['2026-11-30T09:00']))?.wall).toBe('2026-12-07T09:00');
  expect(nextFreeSlot(plan, '2026-11-23T08:59:59.999Z', new Set())?.wall).toBe('2026-11-23T09:00');
});

test('closed days have no slots, by the day the clock shows', () => {
  const plan = {
    slots: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, time: '23:30' })),
    time_zone: 'Asia/Tokyo',
  };
  const closed = [{ first_day: '2026-12-24', last_day: '2026-12-26' }];
  const range = ['2026-12-22T15:00:00.000Z', '2026-12-27T15:00:00.000Z'] as const;
  expect(walls(slotsBetween({ ...plan, closed }, ...range))).toEqual([
    '2026-12-23T23:30',
    '2026-12-27T23:30',
  ]);
  expect(nextFreeSlot({ ...plan, closed }, '2026-12-23T14:30:00.000Z', new Set())?.wall).toBe(
    '2026-12-27T23:30',
  );
});

test('there is no next slot in an empty schedule, nor where a whole year is taken', () => {
  expect(nextFreeSlot({ slots: [], time_zone: 'UTC' }, '2026-11-23T09:00:00.000Z', new Set())).toBeNull();
  const plan = { slots: [{ weekday: 1, time: '09:00' }], time_zone: 'UTC' };
  const year = slotsBetween(plan, '2026-11-23T09:00:00.000Z', '2027-12-30T00:00:00.000Z');
  const taken = new Set(year.map((slot) => slot.key));
  expect(nextFreeSlot(plan, '2026-11-23T09:00:00.000Z', taken)).toBeNull();
});

const slot = fc.record({
  weekday: fc.integer({ min: 1, max: 7 }),
  time: fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`),
});
/** Near a change of some zone's clock, where the bugs live. */
const nearChange = fc.constantFrom(...zonesWithChanges).chain((zone) =>
  fc.record({
    zone: fc.constant(zone),
    at: fc.constantFrom(...clockChanges(zone)).map((change) => change.at),
    slots: fc.array(slot, { minLength: 1, maxLength: 12 }),
    before: fc.integer({ min: 0, max: 4 * 86_400_000 }),
    after: fc.integer({ min: 1, max: 4 * 86_400_000 }),
  }),
);
const iso = (ms: number) => new Date(ms).toISOString();

test('keys never repeat, instants strictly increase, and each is what its wall time says', () => {
  fc.assert(
    fc.property(nearChange, ({ zone, at, slots, before, after }) => {
      const found = slotsBetween({ slots, time_zone: zone }, iso(at - before), iso(at + after));
      expect(new Set(found.map((s) => s.key)).size).toBe(found.length);
      for (const [i, s] of found.entries()) {
        expect(wallToInstant(s.wall, zone)).toBe(s.instant);
        expect(instantToWall(s.instant, zone)).toBe(s.wall);
        const previous = found[i - 1];
        if (previous) expect(s.instant > previous.instant).toBe(true);
      }
    }),
    { numRuns: 400 },
  );
});

test('cutting a range in two finds the same slots', () => {
  fc.assert(
    fc.property(nearChange, ({ zone, at, slots, before, after }) => {
      const plan = { slots, time_zone: zone };
      const whole = slotsBetween(plan, iso(at - before), iso(at + after));
      const parts = [
        slotsBetween(plan, iso(at - before), iso(at)),
        slotsBetween(plan, iso(at), iso(at + after)),
      ];
      expect(parts.flat()).toEqual(whole);
    }),
    { numRuns: 200 },
  );
});

test('filling free slots one after another visits every slot once, in order', () => {
  fc.assert(
    fc.property(nearChange, ({ zone, at, slots }) => {
      const plan = { slots, time_zone: zone };
      const taken = new Set<string>();
      const visited: string[] = [];
      for (let i = 0; i < 10; i++) {
        const next = nextFreeSlot(plan, iso(at - 86_400_000), taken);
        if (!next) break;
        taken.add(next.key);
        visited.push(next.wall);
      }
      const all = slotsBetween(plan, iso(at - 86_400_000 + 1), iso(at + 90 * 86_400_000));
      expect(visited).toEqual(walls(all).slice(0, 10));
    }),
    { numRuns: 40 },
  );
});
