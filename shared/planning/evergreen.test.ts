import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Evergreen, type FreeSlot, fillSlots } from './evergreen.ts';

const DAY = 86_400_000;
const START = Date.parse('2026-11-21T09:00:00.000Z');
const day = (n: number) => new Date(START + n * DAY).toISOString();
const slot = (n: number, connectionIds: string[] = []): FreeSlot => ({
  key: `s@${n}`,
  instant: day(n),
  connectionIds,
});
const post = (id: string, times: number[] = [], connectionIds = ['x']): Evergreen => ({
  id,
  times: times.map(day),
  connectionIds,
});

test('what was said longest ago comes first, and what never was before that', () => {
  const pool = [post('a', [-40]), post('b', [-80]), post('c')];
  const plan = fillSlots([slot(3), slot(1), slot(2), slot(4)], pool, { cooldownDays: 30, most: 9 });
  expect(plan.map(({ slot: { key }, id }) => [key, id])).toEqual([
    ['s@1', 'c'],
    ['s@2', 'b'],
    ['s@3', 'a'],
  ]);
});

test('it waits until it may be said again, keeps away from when it is planned anyway, and ends at its cap', () => {
  const rules = { cooldownDays: 10, most: 3 };
  expect(fillSlots([slot(5)], [post('a', [-4])], rules)).toEqual([]);
  expect(fillSlots([slot(6)], [post('a', [-4])], rules)).toHaveLength(1);
  expect(fillSlots([slot(5)], [post('a', [12])], rules)).toEqual([]);
  const twice = fillSlots([slot(0), slot(10), slot(20), slot(30)], [post('a', [-30])], rules);
  expect(twice.map(({ slot: { key } }) => key)).toEqual(['s@0', 's@10']);
});

test('a slot of some channels takes what goes there, and only there', () => {
  const pool = [post('a', [], ['x', 'y']), post('b', [], ['z'])];
  const plan = fillSlots([slot(1, ['y', 'q']), slot(2, ['q'])], pool, { cooldownDays: 1, most: 9 });
  expect(plan).toEqual([{ slot: slot(1, ['y', 'q']), id: 'a', connectionIds: ['y'] }]);
});

test('whatever the pool: a slot is filled once, no cooldown and no cap is broken, and the order of things does not matter', () => {
  const pool = fc
    .array(
      fc.tuple(
        fc.array(fc.integer({ min: -60, max: 60 }), { maxLength: 4 }),
        fc.uniqueArray(fc.constantFrom('x', 'y')),
      ),
      { maxLength: 5 },
    )
    .map((all) => all.map(([times, channels], index) => post(`p${index}`, times, channels)));
  const slots = fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom<string[]>([], ['x'], ['y'])), {
      maxLength: 20,
      selector: ([n]) => n,
    })
    .map((all) => all.map(([n, channels]) => slot(n, channels)));
  const rules = fc.record({
    cooldownDays: fc.integer({ min: 1, max: 40 }),
    most: fc.integer({ min: 1, max: 6 }),
  });
  fc.assert(
    fc.property(pool, slots, rules, (all, free, rule) => {
      const plan = fillSlots(free, all, rule);
      expect(new Set(plan.map(({ slot: { key } }) => key)).size).toBe(plan.length);
      for (const { id, times, connectionIds } of all) {
        const own = plan.filter((one) => one.id === id);
        const after = [
          ...times.map((time) => Date.parse(time)),
          ...own.map((one) => Date.parse(one.slot.instant)),
        ];
        if (own.length > 0) expect(after.length).toBeLessThanOrEqual(rule.most);
        for (const one of own) {
          const at = Date.parse(one.slot.instant);
          expect(one.connectionIds.length).toBeGreaterThan(0);
          expect(one.connectionIds.every((channel) => connectionIds.includes(channel))).toBe(true);
          expect(after.filter((time) => Math.abs(time - at) < rule.cooldownDays * DAY)).toEqual([at]);
        }
      }
      expect(fillSlots(free.toReversed(), all.toReversed(), rule)).toEqual(plan);
    }),
    { numRuns: 300 },
  );
});
