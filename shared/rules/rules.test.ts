import { RichText } from '@atproto/api';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PLATFORMS } from '../kinds/index.ts';
import { checkMedia, checkPost, countText, countTitle, type MediaFacts } from './index.ts';
import { problemSentence } from './sentences.ts';
import { measure, overflowAt, surelyFits } from './text.ts';

const family = '👨‍👩‍👧‍👦';

test('Bluesky takes 300 graphemes and not one more', () => {
  expect(checkPost('bluesky', { text: 'é'.repeat(300) })).toEqual([]);
  expect(checkPost('bluesky', { text: 'é'.repeat(301) })).toEqual([
    { code: 'text_too_long', severity: 'error', limit: 300, actual: 301, range: { start: 300, end: 301 } },
  ]);
  expect(countText('bluesky', 'Hello')).toEqual({ unit: 'graphemes', limit: 300, used: 5 });
});

test('Bluesky takes 3000 bytes: joined emoji reach them before 300 graphemes', () => {
  expect(family.length).toBe(11);
  const text = family.repeat(121); // 25 bytes each
  expect(checkPost('bluesky', { text })).toMatchObject([
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
  expect(checkPost('sandbox', { text: 'a'.repeat(501) })).toMatchObject([
    { code: 'text_too_long', limit: 500, actual: 501 },
  ]);
});

test('a post of nothing but space goes nowhere', () => {
  for (const platform of PLATFORMS) {
    const codes = checkPost(platform, { text: ' \n\u00a0', title: '' }).map(({ code }) => code);
    expect(codes, platform).toEqual([platform === 'youtube' ? 'title_missing' : 'text_empty']);
    if (platform !== 'youtube') expect(checkPost(platform, { text: '', media: 1 })).toEqual([]);
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

test('Mastodon counts links as 23, of a remote mention the local part, and an instance says how much it allows', () => {
  const count = (text: string) => measure(text, 'mastodon');
  expect(count(`Look: https://bread.shop/${'a'.repeat(80)}`)).toBe(6 + 23);
  expect(count('www.bread.shop')).toBe(14);
  expect(count('@mia@mastodon.example and @tom')).toBe('@mia and @tom'.length);
  expect(count('https://mastodon.social/@mia')).toBe(23);
  expect(count(`${family} naïve 日本`)).toBe(10);
  expect(checkPost('mastodon', { text: 'a'.repeat(501) })).toHaveLength(1);
  expect(checkPost('mastodon', { text: 'a'.repeat(501) }, { text: 5000 })).toEqual([]);
  expect(countText('mastodon', 'https://bread.shop', { text: 1000, link: 30 })).toMatchObject({
    used: 30,
    limit: 1000,
  });
});

test('X takes 280 weighed characters, more where the account does, and one cashtag', () => {
  expect(checkPost('x', { text: '日'.repeat(140) })).toEqual([]);
  expect(checkPost('x', { text: '日'.repeat(141) })).toMatchObject([
    { code: 'text_too_long', limit: 280, actual: 282, range: { start: 140, end: 141 } },
  ]);
  expect(checkPost('x', { text: '日'.repeat(141) }, { text: 25_000 })).toEqual([]);
  expect(checkPost('x', { text: '$AAPL and $BRK.B' })).toMatchObject([
    { code: 'too_many_cashtags', limit: 1, actual: 2, range: { start: 10, end: 16 } },
  ]);
});

test('Instagram takes 2,200 characters, 30 hashtags and 20 mentions, and points at the first too many', () => {
  const tags = (count: number) => Array.from({ length: count }, (_, index) => `#t${index}`).join(' ');
  expect(checkPost('instagram', { text: tags(30) })).toEqual([]);
  const text = tags(31);
  expect(checkPost('instagram', { text })).toMatchObject([
    {
      code: 'too_many_hashtags',
      limit: 30,
      actual: 31,
      range: { start: text.lastIndexOf('#'), end: text.length },
    },
  ]);
  const people = Array.from({ length: 21 }, (_, index) => `@p${index}`).join(' ');
  expect(checkPost('instagram', { text: `${people} mail@me.test` })).toMatchObject([
    { code: 'too_many_mentions', limit: 20, actual: 21 },
  ]);
  expect(checkPost('instagram', { text: 'a'.repeat(2201) })).toMatchObject([{ code: 'text_too_long' }]);
});

test('YouTube shows a title of 100 characters, takes 5,000 bytes below it, and no angle brackets', () => {
  const title = 'Rye';
  expect(checkPost('youtube', { text: '', title })).toEqual([]);
  expect(checkPost('youtube', { text: '', title: '日'.repeat(101) })).toMatchObject([
    { code: 'title_too_long', limit: 100, actual: 101, range: null },
  ]);
  expect(countTitle('youtube', title)).toEqual({ unit: 'points', limit: 100, used: 3 });
  expect(countTitle('x', title)).toBeNull();
  expect(checkPost('youtube', { text: 'é'.repeat(2501), title })).toMatchObject([
    { code: 'text_too_many_bytes', limit: 5000, actual: 5002, range: { start: 2500, end: 2501 } },
  ]);
  expect(checkPost('youtube', { text: 'a <b>', title })).toMatchObject([
    { code: 'forbidden_signs', range: { start: 2, end: 3 } },
  ]);
});

test('what fits up to the point of overflow, fits, and one piece more does not', () => {
  const units = ['graphemes', 'bytes', 'utf16', 'points', 'x', 'mastodon'] as const;
  const pieces = fc.constantFrom('a', 'é', family, '日', ' ', '🇩🇪', 'https://en.org/x ', '@mia@en.org ');
  const text = fc.array(pieces, { maxLength: 60 }).map((all) => all.join(''));
  fc.assert(
    fc.property(text, fc.constantFrom(...units), fc.nat(120), (text, unit, limit) => {
      const at = overflowAt(text, unit, limit);
      if (measure(text, unit) <= limit) expect(at).toBe(text.length);
      else {
        expect(at).toBeLessThan(text.length);
        expect(measure(text.slice(0, at), unit)).toBeLessThanOrEqual(limit);
      }
    }),
    { numRuns: 200 },
  );
});

test('every problem has a sentence with its numbers', () => {
  const [problem] = checkPost('bluesky', { text: 'a'.repeat(301) });
  expect(problem && problemSentence(problem)).toBe('The text has 301 characters; 300 are allowed.');
});

const picture = (over: Partial<MediaFacts> = {}): MediaFacts => ({
  kind: 'image',
  mime: 'image/jpeg',
  bytes: 400_000,
  width: 1080,
  height: 1350,
  duration_ms: null,
  codec: null,
  ...over,
});
const film = (over: Partial<MediaFacts> = {}) =>
  picture({
    kind: 'video',
    mime: 'video/mp4',
    bytes: 9_000_000,
    width: 1080,
    height: 1920,
    duration_ms: 20_000,
    codec: 'avc',
    ...over,
  });
const mediaCodes = (...args: Parameters<typeof checkMedia>) =>
  checkMedia(...args).map(({ code, item }) => (item === null ? code : `${code} ${item}`));

test('how many pictures and videos go together is the platform’s', () => {
  expect(
    mediaCodes(
      'bluesky',
      Array.from({ length: 4 }, () => picture()),
    ),
  ).toEqual([]);
  expect(
    mediaCodes(
      'bluesky',
      Array.from({ length: 5 }, () => picture()),
    ),
  ).toEqual(['media_too_many']);
  expect(mediaCodes('bluesky', [picture(), film()])).toEqual(['media_mixed']);
  expect(mediaCodes('x', [film(), film()])).toEqual(['media_too_many']);
  expect(mediaCodes('instagram', [picture(), film()])).toEqual([]);
  expect(mediaCodes('instagram', [])).toEqual(['media_needed']);
  expect(mediaCodes('youtube', [picture()])).toEqual(['media_kind 0']);
  for (const platform of PLATFORMS.filter((one) => one !== 'youtube'))
    expect(mediaCodes(platform, [picture()]), platform).toEqual([]);
  for (const platform of PLATFORMS) expect(mediaCodes(platform, [film()]), platform).toEqual([]);
});

test('each file is measured: type, bytes, ratio, pixels, duration, codec; what is not known is not held against it', () => {
  expect(mediaCodes('instagram', [picture(), picture({ height: 1080 * 3 })])).toEqual(['media_ratio 1']);
  expect(mediaCodes('instagram', [picture({ width: 1079, height: 1350 })])).toEqual([]); // rounded 4:5
  expect(mediaCodes('bluesky', [picture({ bytes: 1_000_001 }), picture({ mime: 'image/heic' })])).toEqual([
    'media_too_big 0',
    'media_type 1',
  ]);
  expect(mediaCodes('linkedin', [picture({ width: 9000, height: 9000 })])).toEqual([
    'media_too_many_pixels 0',
  ]);
  expect(mediaCodes('x', [film({ duration_ms: 140_001, codec: 'av1', width: 20, height: 30 })])).toEqual([
    'media_too_small 0',
    'media_too_long 0',
    'media_codec 0',
  ]);
  expect(
    mediaCodes('threads', [film({ duration_ms: null, codec: null, width: null, height: null })]),
  ).toEqual([]);
  expect(mediaCodes('instagram', [film({ duration_ms: 1000 })])).toEqual(['media_too_short 0']);
});

test('what surely fits does fit, however it is counted', () => {
  const pieces = fc.constantFrom(
    'a',
    'é',
    'e\u0301',
    '\u0958',
    '…',
    '“',
    family,
    '👍🏽',
    'https://a.io/x',
    'b.de',
    '@ann@example.social',
    ' ',
  );
  const text = fc.array(pieces, { maxLength: 60 }).map((all) => all.join(''));
  const units = fc.constantFrom('graphemes', 'bytes', 'utf16', 'points', 'x', 'mastodon');
  fc.assert(
    fc.property(text, units, fc.integer({ min: 1, max: 300 }), (words, unit, limit) => {
      if (surelyFits(words, unit, limit)) expect(measure(words, unit)).toBeLessThanOrEqual(limit);
    }),
    { numRuns: 400 },
  );
  expect(surelyFits('Fresh bread, see b.de', 'x', 280)).toBe(true);
});
