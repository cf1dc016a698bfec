import fc from 'fast-check';
import { expect, it } from 'vitest';
import { wordDiff } from './word-diff.ts';

const side = (pieces: ReturnType<typeof wordDiff>, which: 'first' | 'second') =>
  pieces
    .filter((piece) => piece.in === 'both' || piece.in === which)
    .map(({ text }) => text)
    .join('');

it('marks the words that differ', () => {
  expect(wordDiff('We open at six.', 'We open at seven.').filter((piece) => piece.in !== 'both')).toEqual([
    { text: 'six', in: 'first' },
    { text: 'seven', in: 'second' },
  ]);
});

it('marks words of a language without spaces', () => {
  expect(
    wordDiff('今日は九時に開きます。', '今日は十時に開きます。').filter((piece) => piece.in !== 'both'),
  ).toEqual([
    { text: '九時', in: 'first' },
    { text: '十時', in: 'second' },
  ]);
});

it('gives both texts back, but for spaces where they differ only in those', () => {
  const text = fc
    .array(fc.constantFrom('We', 'open', 'at', 'six', '.', '👩🏽‍🚀', '日本'), { maxLength: 30 })
    .map((tokens) => tokens.join(' '));
  fc.assert(
    fc.property(text, text, (a, b) => {
      const pieces = wordDiff(a, b);
      expect(side(pieces, 'second').split(/\s+/)).toEqual(b.split(/\s+/));
      expect(side(pieces, 'first').replace(/\s+/g, '')).toBe(a.replace(/\s+/g, ''));
    }),
  );
});

it('answers soon for long texts with nothing in common', () => {
  const long = (word: string) => Array.from({ length: 8_000 }, (_, i) => `${word}${i}`).join(' ');
  const pieces = wordDiff(long('a'), long('b'));
  expect(side(pieces, 'second')).toBe(long('b'));
});
