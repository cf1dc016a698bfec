import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PostView } from '../../../shared/queries.ts';
import { planOf, usualKeep } from './alike-plan.ts';

const NOW = '2026-11-21T12:00:00.000Z';
const target = (connection_id: string, rest: object = {}) => ({
  connection_id,
  ...{ text: null, format: null, by_hand: false, options: null, publication: null },
  ...{ wall_time: null, time_zone: null, scheduled_at: null },
  ...rest,
});
const post = (id: string, day: number, channels: object[], rest: object = {}) =>
  ({
    id,
    brand_id: 'b',
    ...{ title: '', caption: 'Rye at seven, and gone by nine', hashtags: [], link: null },
    wall_time: `2026-11-${day}T09:00`,
    time_zone: 'UTC',
    scheduled_at: `2026-11-${day}T09:00:00.000Z`,
    targets: channels,
    ...rest,
  }) as unknown as PostView;
const out = { publication: { state: 'published', error_code: null } };

test('one stays and the others go, but for those that are out', () => {
  const group = [
    post('a', 10, [target('x', out)]),
    post('b', 24, [target('x')]),
    post('c', 25, [target('y')]),
  ];
  expect(usualKeep(group)).toBe('a');
  expect(planOf(group, { way: 'all', keep: 'a' }, NOW)).toBeNull();
  expect(planOf(group, { way: 'one', keep: 'a' }, NOW)?.gone.map(({ id }) => id)).toEqual(['b', 'c']);
  expect(planOf(group, { way: 'one', keep: 'b' }, NOW)?.gone.map(({ id }) => id)).toEqual(['c']);
  // What is out gets no channel more.
  expect(planOf(group, { way: 'merged', keep: 'a' }, NOW)?.added).toEqual([]);
});

test('merged, a channel says what it would have said, when it would have said it', () => {
  const other = post('c', 25, [target('x'), target('y')], { caption: 'Rye at seven, and gone by ten' });
  const same = post('d', 24, [target('z', { text: 'For z' })]);
  const late = post('e', 20, [target('w')]);
  const plan = planOf([post('b', 24, [target('x')]), other, same, late], { way: 'merged', keep: 'b' }, NOW);
  expect(plan?.added.map(({ args }) => [args.post_id, args.connection_id, args.text, args.when])).toEqual([
    ['b', 'y', 'Rye at seven, and gone by ten', { wall_time: '2026-11-25T09:00', time_zone: 'UTC' }],
    ['b', 'z', 'For z', null],
    ['b', 'w', null, null],
  ]);
});

test('whatever is chosen, nothing that is out goes, one stays, and a merge loses no channel', () => {
  const channel = fc.constantFrom('x', 'y', 'z');
  const any = fc.record({
    channels: fc.uniqueArray(channel),
    sent: fc.boolean(),
    day: fc.integer({ min: 10, max: 28 }),
  });
  fc.assert(
    fc.property(
      fc.array(any, { minLength: 2, maxLength: 5 }),
      fc.constantFrom('one' as const, 'merged' as const),
      fc.nat(4),
      (made, way, which) => {
        const group = made.map(({ channels, sent, day }, index) =>
          post(
            `p${index}`,
            day,
            channels.map((one) => target(one, sent ? out : {})),
          ),
        );
        const keep = group[which % group.length];
        const plan = planOf(group, { way, keep: keep?.id ?? '' }, NOW);
        if (!plan) return;
        expect(plan.gone).not.toContain(keep);
        expect(plan.gone.some(({ targets }) => targets.some(({ publication }) => publication))).toBe(false);
        const locked = keep?.targets.some(({ publication }) => publication);
        if (way !== 'merged' || locked) {
          expect(plan.added).toEqual([]);
          return;
        }
        const after = [...(keep?.targets ?? []), ...plan.added.map(({ args }) => args)].map(
          (one) => one.connection_id,
        );
        expect(new Set(after).size).toBe(after.length);
        for (const gone of plan.gone)
          for (const { connection_id } of gone.targets) expect(after).toContain(connection_id);
      },
    ),
    { numRuns: 300 },
  );
});
