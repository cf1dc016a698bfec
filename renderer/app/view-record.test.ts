import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Views, withView } from './view-record.ts';

test('a view keeps its other things, and the ones left longest ago go first', () => {
  const write = fc.tuple(fc.integer({ min: 0, max: 90 }), fc.constantFrom('scroll', 'filter'), fc.nat());
  fc.assert(
    fc.property(fc.array(write, { maxLength: 200 }), (writes) => {
      let views: Views = {};
      const expected = new Map<string, Record<string, number>>();
      for (const [n, part, value] of writes) {
        const view = `brand/${n}`;
        views = withView(views, view, part, value);
        const before = expected.get(view);
        expected.delete(view);
        expected.set(view, { ...before, [part]: value });
        for (const oldest of [...expected.keys()].slice(0, Math.max(0, expected.size - 60)))
          expected.delete(oldest);
      }
      expect(Object.entries(views)).toEqual([...expected]);
    }),
    { numRuns: 100 },
  );
});
