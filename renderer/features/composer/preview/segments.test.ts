import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstLink, folded, segments } from './segments.ts';

const parts = (text: string) =>
  segments('bluesky', text)
    .filter(({ kind }) => kind !== 'plain')
    .map(({ kind, text }) => `${kind} ${text}`);

test('links, mentions and hashtags are found, and nothing around them', () => {
  expect(parts('See https://bread.shop/rye. With @mia.bsky.social, #Rye_2026!')).toEqual([
    'link https://bread.shop/rye',
    'mention @mia.bsky.social',
    'hashtag #Rye_2026',
  ]);
  expect(parts('bread.shop/rye and mail@bread.shop, #1 and a&#b')).toEqual(['link bread.shop/rye']);
});

test('Instagram makes no links of addresses', () => {
  expect(segments('instagram', 'https://bread.shop')).toEqual([
    { at: 0, text: 'https://bread.shop', kind: 'plain' },
  ]);
});

test('the pieces are the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
      expect(
        segments('x', text)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
    { numRuns: 200 },
  );
});

test('a long caption is folded on a word; the first link makes the card', () => {
  expect(folded('one two three', 9)).toEqual({ shown: 'one two', more: true });
  expect(folded('one', 9)).toEqual({ shown: 'one', more: false });
  expect(firstLink('a https://www.bread.shop/rye b')).toEqual({
    url: 'https://www.bread.shop/rye',
    host: 'bread.shop',
  });
  expect(firstLink('none')).toBeNull();
});
