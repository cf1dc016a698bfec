import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byRank, type Ranked, ranksFor } from './rank.ts';

const column = fc
  .uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 0, maxLength: 12 })
  .chain((names) =>
    fc.tuple(
      ...names.map((name) =>
        fc.record({
          id: fc.constant(`i${name}`),
          rank: fc.option(fc.integer({ min: 0, max: 5 }), { nil: null }),
          // Many of one import have one instant.
          createdAt: fc.constantFrom('2026-11-21T09:00:00.000Z', '2026-11-21T09:00:00.001Z'),
        }),
      ),
    ),
  )
  .map((ideas) => (ideas as Ranked[]).toSorted(byRank));

describe('an idea moved on the board', () => {
  it('stands where it was put, and the others keep their order', () => {
    fc.assert(
      fc.property(column, fc.nat(12), (ideas, wanted) => {
        const index = Math.min(wanted, ideas.length);
        const ranks = ranksFor(ideas, 'moved', index);
        const moved = { id: 'moved', rank: null, createdAt: '2026-11-20T00:00:00.000Z' };
        const after = [...ideas, moved]
          .map((idea) => ({ ...idea, rank: ranks[idea.id] ?? idea.rank }))
          .toSorted(byRank)
          .map(({ id }) => id);
        expect(after).toEqual(ideas.map(({ id }) => id).toSpliced(index, 0, 'moved'));
        for (const rank of Object.values(ranks)) expect(Number.isSafeInteger(rank)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('writes its own rank alone where there is room', () => {
    const ideas = [
      { id: 'a', rank: null, createdAt: '2026-11-21T09:00:05.000Z' },
      { id: 'b', rank: null, createdAt: '2026-11-21T09:00:00.000Z' },
    ];
    for (const index of [0, 1, 2]) expect(Object.keys(ranksFor(ideas, 'c', index))).toEqual(['c']);
  });
});
