import { RichText } from '@atproto/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PLATFORMS } from '../kinds/index.ts';
import { checkPost, countText } from './index.ts';

const family = '👨‍👩‍👧‍👦';

test('Bluesky takes 300 graphemes and not one more', () => {
  expect(checkPost('bluesky', { text: 'é'.repeat(300) })).toEqual([]);
  expect(checkPost('bluesky', { text: 'é'.repeat(301) })).toEqual([
    { code: 'text_too_long', limit: 300, actual: 301 },
  ]);
  expect(countText('bluesky', 'Hello')).toEqual({ unit: 'graphemes', limit: 300, used: 5 });
});

test('Bluesky takes 3000 bytes: joined emoji reach them before 300 graphemes', () => {
  expect(family.length).toBe(11);
  const text = family.repeat(121); // 25 bytes each
  expect(checkPost('bluesky', { text })).toEqual([
    { code: 'text_too_many_bytes', limit: 3000, actual: 3025 },
  ]);
  expect(countText('bluesky', text)).toEqual({ unit: 'bytes', limit: 3000, used: 3025 });
  expect(checkPost('bluesky', { text: family.repeat(120) })).toEqual([]);
  expect(checkPost('bluesky', { text: family.repeat(301) }).map((issue) => issue.code)).toEqual([
    'text_too_long',
    'text_too_many_bytes',
  ]);
});

test('the sandbox takes 500 graphemes', () => {
  expect(checkPost('sandbox', { text: family.repeat(500) })).toEqual([]);
  expect(checkPost('sandbox', { text: 'a'.repeat(501) })).toEqual([
    { code: 'text_too_long', limit: 500, actual: 501 },
  ]);
});

test('a post of nothing but space goes nowhere', () => {
  for (const platform of PLATFORMS) {
    expect(checkPost(platform, { text: ' \n\u00a0' })).toEqual([{ code: 'text_empty', limit: 1, actual: 0 }]);
  }
});

test('Bluesky’s own library counts the same graphemes and bytes', () => {
  const pieces = fc.constantFrom(
    'a',
    'é',
    'e\u0301',
    family,
    '🇩🇪',
    '👍🏽',
    '日',
    'ก็',
    '\r\n',
    ' ',
    '👩🏽‍🚀',
    '❤️',
    'n\u0303',
  );
  const text = fc.oneof(
    fc.array(pieces, { maxLength: 400 }).map((all) => all.join('')),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(text, (text) => {
      const theirs = new RichText({ text });
      const tooLong = theirs.graphemeLength > 300;
      const tooBig = theirs.length > 3000;
      const codes = checkPost('bluesky', { text }).map((issue) => issue.code);
      expect([codes.includes('text_too_long'), codes.includes('text_too_many_bytes')]).toEqual([
        tooLong,
        tooBig,
      ]);
    }),
  );
});
