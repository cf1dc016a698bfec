import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rankItem } from './rank.ts';

const NOW = '2026-11-21T09:00:00.000Z';
const topic = (keywords: string[], query = '') => ({ name: 'Bread', description: '', keywords, query });
const item = (title: string, text = '', published_at = NOW) => ({ title, text, published_at });
const words = (title: string, keywords: string[], query = '') =>
  rankItem(item(title), [topic(keywords, query)], NOW).matches.map(({ word }) => word);

describe('what a feed is read for', () => {
  it('finds keywords as words, in other forms, without accents, and says which', () => {
    expect(words('Why rye breads are back', ['bread', 'rye', 'ye'])).toEqual(['bread', 'rye']);
    expect(words('Crème fraîche', ['creme'])).toEqual(['creme']);
    expect(words('Breadwinners of the year', ['bread'])).toEqual([]);
    expect(words('Slow dough rises', ['slow dough', 'dough slow'])).toEqual(['slow dough']);
    expect(words('Über Brot', ['brot', '!'])).toEqual(['brot']);
  });

  it('reads queries: all words, words together, either, and without', () => {
    const fits = (title: string, query: string) => words(title, [], query).length === 1;
    expect(fits('Rye and wheat bread', 'bread rye')).toBe(true);
    expect(fits('Wheat bread', 'bread rye')).toBe(false);
    expect(fits('A dough that is slow', '"slow dough"')).toBe(false);
    expect(fits('The slow dough', '"slow dough"')).toBe(true);
    expect(fits('Spelt', 'rye bread OR spelt')).toBe(true);
    expect(fits('A rye recipe', 'rye -recipe')).toBe(false);
    expect(fits('Anything', '-recipe')).toBe(false);
    expect(fits('Anything', '')).toBe(false);
  });

  it('puts titles before texts, new before old, and nothing without a match', () => {
    const score = (one: ReturnType<typeof item>) => rankItem(one, [topic(['rye'])], NOW).score;
    expect(score(item('Rye'))).toBeGreaterThan(score(item('News', 'about rye')));
    expect(score(item('Rye'))).toBeGreaterThan(score(item('Rye', '', '2026-11-01T09:00:00.000Z')));
    expect(score(item('News'))).toBe(0);
  });

  it('never fails, whatever is written', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (title, keyword, query) => {
        const { score, matches } = rankItem(item(title), [topic([keyword], query)], NOW);
        expect(score > 0).toBe(matches.length > 0);
      }),
      { numRuns: 300 },
    );
  });
});
