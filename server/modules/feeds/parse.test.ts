import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FeedError } from './feed-error.ts';
import { retryAfterMs } from './fetch-feed.ts';
import { afterFailure, jittered, nextInterval } from './pace.ts';
import { readFeed } from './parse.ts';
import { NOW, SAMPLES } from './testing.ts';
import { plainText } from './text.ts';

const bytesOf = (body: string | Uint8Array) => (typeof body === 'string' ? Buffer.from(body) : body);
const read = (body: string | Uint8Array, type = '') =>
  readFeed({ bytes: bytesOf(body), type }, 'https://found.example/blog/', NOW);

describe('feeds as they are met', () => {
  const plain = Object.entries(SAMPLES).filter(([, [{ headers }]]) => !headers);
  it.each(plain)('%s', (_name, [{ body, type = '' }, expected]) => {
    if ('error' in expected) {
      expect(() => read(body, type)).toThrow(expect.objectContaining({ code: expected.error }));
      return;
    }
    const found = read(body, type);
    if ('page' in expected) {
      expect(found).toEqual({ kind: 'page', feeds: expected.page });
      return;
    }
    if (found.kind !== 'feed') throw new Error('That was a page.');
    expect(found.items.map(({ title }) => title)).toEqual(expected.titles);
    if (expected.feed) expect(found.title).toBe(expected.feed);
    if (expected.text) expect(found.items[0]?.text).toBe(expected.text);
    if (expected.url !== undefined) expect(found.items[0]?.url).toBe(expected.url);
    if (expected.dates) expect(found.items.map(({ published_at }) => published_at)).toEqual(expected.dates);
  });

  it('takes of a feed of thousands its beginning, in the time a server has', () => {
    const one = `<item><title>Rye</title><guid>1</guid><description>${'rye &amp; '.repeat(30)}</description></item>`;
    const many = Array.from({ length: 12_000 }, (_, at) => one.replace('>1<', `>${at}<`)).join('');
    const started = performance.now();
    const found = read(`<rss><channel><title>Long</title>${many}</channel></rss>`);
    expect(found).toMatchObject({ kind: 'feed', items: expect.objectContaining({ length: 200 }) });
    // It was three minutes once; a slow machine takes two seconds.
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  it('answers in its own words or gives items, whatever comes', () => {
    const pieces = fc.constantFrom(
      ...[
        '<rss>',
        '<channel>',
        '<item>',
        '<title>',
        'Rye',
        '</title>',
        '<![CDATA[',
        ']]>',
        '&amp;',
        '&#0;',
        '<link>',
      ],
      ...[
        'http://[',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        '<entry>',
        '<!--',
        '-->',
        '<?xml',
        '?>',
        '{',
        '"',
      ],
      ...[
        '</item>',
        '</channel></rss>',
        '\u0000',
        '<guid>',
        '<pubDate>',
        '2026',
        '<link rel=alternate href=x ',
      ],
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 30 }).map((all) => all.join('')),
          fc.string(),
        ),
        (text) => {
          try {
            const found = read(text);
            if (found.kind === 'feed') for (const { title } of found.items) expect(title).not.toBe('');
          } catch (error) {
            expect(error).toBeInstanceOf(FeedError);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('text of markup', () => {
  it('is words only, cut between characters', () => {
    expect(plainText('a<br>b <!-- c --> d<style>e{}</style><img src=x onerror=alert(1)>', 50)).toBe('a b d');
    expect(plainText('1 < 2 &lt;b&gt; &eacute;', 50)).toBe('1 < 2 <b> é');
    expect(plainText('safe\u202egnp.exe\u0007', 50)).toBe('safegnp.exe');
    expect(plainText('🥖🥖🥖', 4)).toBe('🥖…');
    expect(plainText('<script>never closed', 50)).toBe('');
  });
  it('never has more than it may, and no half characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 50 }), (html, most) => {
        const text = plainText(html, most);
        expect(text.length).toBeLessThanOrEqual(most);
        expect(text.isWellFormed()).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

describe('how often a feed is asked', () => {
  const HOUR = 3_600_000;
  it('goes by its news, and slows down without', () => {
    const daily = Array.from({ length: 5 }, (_, day) =>
      new Date(NOW.getTime() - day * 24 * HOUR).toISOString(),
    );
    const with_ = (changed: boolean, dates: string[] = [], maxAgeMs = 0) => ({ changed, dates, maxAgeMs });
    expect(nextInterval(HOUR, with_(true, daily))).toBe(12 * HOUR);
    expect(nextInterval(HOUR, with_(false))).toBe(1.5 * HOUR);
    expect(nextInterval(HOUR, with_(true))).toBe(HOUR / 2);
    expect(nextInterval(HOUR / 4, with_(true))).toBe(HOUR / 4);
    expect(nextInterval(HOUR, with_(true, [], 3 * HOUR))).toBe(3 * HOUR);
    expect(nextInterval(HOUR, with_(true, [], 300 * HOUR))).toBe(12 * HOUR);
  });
  it('waits longer after each failure, and as long as it was asked to', () => {
    expect([1, 2, 3, 50].map((n) => afterFailure(n, null) / 60_000)).toEqual([5, 10, 20, 1440]);
    expect(afterFailure(1, 2 * HOUR)).toBe(2 * HOUR);
    expect(afterFailure(1, 900 * HOUR)).toBe(24 * HOUR);
    expect([0, 0.5, 1].map((random) => jittered(100, random))).toEqual([100, 105, 110]);
    expect(retryAfterMs('120', NOW)).toBe(120_000);
    expect(retryAfterMs('Sat, 21 Nov 2026 10:00:00 GMT', NOW)).toBe(HOUR);
    expect(retryAfterMs('Sat, 21 Nov 2020 10:00:00 GMT', NOW)).toBe(0);
    expect(retryAfterMs('soon', NOW)).toBeNull();
  });
});
