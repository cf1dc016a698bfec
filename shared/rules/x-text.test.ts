import fc from 'fast-check';
import twitter from 'twitter-text';
import { expect, test } from 'vitest';
import { measure, overflowAt } from './text.ts';
import { xLinks } from './x-links.ts';

const theirs = (text: string) => twitter.parseTweet(text).weightedLength;

const pieces = fc.constantFrom(
  ...['a', 'Z', '7', ' ', '\n', '.', ',', '/', '@', '#', '-', '_', ')', '(', '?', '=', '&', ':'],
  ...['é', 'e\u0301', 'ß', 'я', 'ع', 'ก', '日', '日本', '한', '…', '’', '–', '\u200b', '\u2028', 'ﬁ'],
  ...['👍', '👍🏽', '👨‍👩‍👧‍👦', '🇩🇪', '❤️', '❤', '1️⃣', '©', '©️', '™', '🏴‍☠️', '👩🏽‍🚀', '🫠'],
  ...[
    'example.com',
    'https://',
    'http://',
    'www.',
    'bread.shop/',
    'münchen.de',
    'co.uk',
    't.co/',
    'xn--p1ai',
  ],
  ...[
    'https://t.co/Ab3x',
    'name@host.org',
    'a.b.museum',
    'file.txt',
    '日本.jp',
    'https://en.org/a_(b)?q=1#x',
  ],
);
const text = fc.oneof(
  fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
  fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
);

test('X’s own library counts the same, and finds the same links', () => {
  fc.assert(
    fc.property(text, (text) => {
      const links = twitter.extractUrlsWithIndices(text);
      expect(xLinks(text).map(({ start, end }) => ({ start, end }))).toEqual(
        links.map(({ indices: [start, end] }) => ({ start, end })),
      );
      expect(measure(text, 'x')).toBe(theirs(text));
    }),
    {
      numRuns: 600,
      examples: [
        ['http://xn--p1ai日本.jp'],
        ['co.uk日本.jp/'],
        ['münchen.dea한münchen.de'],
        ['xn--p1ai日本.jp'],
        ['see xn--p1ai.xn--p1ai日.co.uk'],
      ],
    },
  );
});

test('the point where a text becomes too long for X is the library’s', () => {
  for (const text of [
    'a'.repeat(300),
    '日'.repeat(150),
    `${'a'.repeat(270)} https://example.com/long/path`,
  ]) {
    expect(overflowAt(text, 'x', 280)).toBe((twitter.parseTweet(text).validRangeEnd ?? 0) + 1);
  }
});

test('an emoji that the library is too old to know counts two, as every emoji does', () => {
  expect(measure('🧑‍🚀', 'x')).toBe(2);
});
