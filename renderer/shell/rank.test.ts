import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closeness, ranked, withRecent } from './rank.ts';

test('the nearer to the name, the better', () => {
  const scores = ['Sync', 'Sync now', 'Show sync', 'Resync', 'Something else'].map((name) =>
    closeness('sync', name),
  );
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  expect(new Set(scores).size).toBe(5);
  expect(scores.at(-1)).toBe(0);
});

test('accents and case do not matter, every word must be there, further words count less', () => {
  expect(closeness('CAFE', 'Café an der Förde')).toBeGreaterThan(80);
  expect(closeness('show week', 'Show the week')).toBe(70);
  expect(closeness('show month', 'Show the week')).toBe(0);
  expect(closeness('dark', 'Theme', 'light dark colours')).toBe(30);
  expect(closeness('ark', 'Theme', 'light dark colours')).toBe(20);
  expect(closeness('a', 'Theme', 'light dark colours')).toBe(0);
});

const item = (value: string, base?: number) => ({ value, label: value, ...(base && { base }) });

test('equals keep their order, what was chosen lately goes before them, what a search found stays', () => {
  const items = [item('new post'), item('new pillar'), item('bread', 15)];
  const values = (recent: string[]) => ranked(items, 'new', new Set(recent)).map((one) => one.item.value);
  expect(values([])).toEqual(['new post', 'new pillar', 'bread']);
  expect(values(['new pillar'])).toEqual(['new pillar', 'new post', 'bread']);
});

test('recent choices: each once, the last first, a bounded number', () => {
  const value = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789');
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 80 }), (chosen) => {
      const kept = chosen.reduce<ReturnType<typeof withRecent>>(
        (before, one) => withRecent(before, { value: one, label: one, brandId: 'b', path: null }),
        [],
      );
      expect(kept[0]?.value).toBe(chosen.at(-1));
      expect(new Set(kept.map((one) => one.value)).size).toBe(kept.length);
      expect(kept.length).toBeLessThanOrEqual(24);
    }),
    { numRuns: 100 },
  );
});
