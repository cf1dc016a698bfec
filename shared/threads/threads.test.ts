import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PLATFORMS } from '../kinds/index.ts';
import { checkPart, countPart, fits, takesPart } from '../rules/index.ts';
import { byRank, type Ordered, ranksAfter, ranksFor } from './order.ts';
import { splitThread } from './split.ts';
import { leftOut, partsOf, stepsOf } from './steps.ts';

const threaded = PLATFORMS.filter((platform) => takesPart(platform, 'thread'));
const bare = (text: string) => text.replace(/\s+/gu, '');

describe('a long text split into a thread', () => {
  it('fits in every part, loses nothing but white space at the cuts, and is as short as it can be made in order', () => {
    const piece = fc.constantFrom(
      'Rye, from seven. ',
      'Is it still warm? ',
      'https://bread.shop/a/very/long/address/of/a/page?with=much#behind ',
      '#sourdough @bakery@bread.social ',
      'パンが焼けました。まだ温かいです。',
      '👩🏽‍🍳👨‍👩‍👧‍👦',
      'Donaudampfschifffahrtsgesellschaftskapitän ',
      '\n\n',
      'مخبز المرفأ يفتح في السابعة. ',
      'x'.repeat(320),
    );
    fc.assert(
      fc.property(fc.constantFrom(...threaded), fc.array(piece, { maxLength: 60 }), (platform, pieces) => {
        const text = pieces.join('');
        const parts = splitThread(platform, text);
        expect(bare(parts.join(''))).toBe(bare(text));
        for (const part of parts) {
          expect(fits(platform, part)).toBe(true);
          expect(part).toBe(part.trim());
        }
        if (text.trim() !== '') expect(parts.every((part) => part !== '')).toBe(true);
        if (fits(platform, text.trim())) expect(parts).toEqual([text.trim()]);
      }),
      { numRuns: 150 },
    );
  });

  it('breaks at the end of a sentence where there is one', () => {
    const sentence = 'The oven has been on since four this morning, as it is every day of the week. ';
    const parts = splitThread('x', sentence.repeat(8));
    expect(parts).toHaveLength(3);
    for (const part of parts) expect(part.endsWith('week.')).toBe(true);
  });

  it('takes what an account allows instead of what its platform usually does', () => {
    expect(splitThread('mastodon', 'One two. '.repeat(100), { text: 5000 })).toHaveLength(1);
    expect(splitThread('mastodon', 'One two. '.repeat(100), { text: 100 }).length).toBeGreaterThan(8);
  });

  it('keeps a link whole unless it alone is too long', () => {
    const link = 'https://bread.shop/rye/and/everything/else';
    const parts = splitThread('threads', `${'word '.repeat(98)}${link} and more`);
    expect(parts.some((part) => part.includes(link))).toBe(true);
  });
});

describe('the order of parts', () => {
  it('is the one that was asked for, wherever a part is put, in whatever order it is told', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(20)), { maxLength: 40 }), (moves) => {
        let list: Ordered[] = ranksAfter(null, 5).map((rank, index) => ({ id: `p${index}`, rank }));
        for (const [which, where] of moves) {
          const moved = list[which % list.length];
          if (!moved) continue;
          const others = list.filter(({ id }) => id !== moved.id);
          const at = where % list.length;
          const ranks = ranksFor(others, moved.id, at);
          const expected = [...others.slice(0, at), moved, ...others.slice(at)].map(({ id }) => id);
          list = list.map((one) => ({ ...one, rank: ranks[one.id] ?? one.rank })).sort(byRank);
          expect(list.map(({ id }) => id)).toEqual(expected);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('of two devices that move different parts at once keeps what both meant of the others', () => {
    fc.assert(
      fc.property(fc.nat(4), fc.nat(4), fc.nat(4), fc.nat(4), (a, toA, b, toB) => {
        fc.pre(a !== b);
        const list = ranksAfter(null, 5).map((rank, index) => ({ id: `p${index}`, rank }));
        const write = (which: number, to: number) => {
          const id = `p${which}`;
          return ranksFor(
            list.filter((one) => one.id !== id),
            id,
            to,
          );
        };
        const [first, second] = [write(a, toA), write(b, toB)];
        // Each wrote its own row alone, so in either order of arrival the same rows stand.
        expect([Object.keys(first), Object.keys(second)]).toEqual([[`p${a}`], [`p${b}`]]);
        const merged = list
          .map((one) => ({ ...one, rank: first[one.id] ?? second[one.id] ?? one.rank }))
          .sort(byRank);
        const still = merged.map(({ id }) => id).filter((id) => id !== `p${a}` && id !== `p${b}`);
        expect(still).toEqual(['p0', 'p1', 'p2', 'p3', 'p4'].filter((id) => still.includes(id)));
        expect(new Set(merged.map(({ id }) => id)).size).toBe(5);
      }),
    );
  });

  it('finds room between two that were put at one place at once', () => {
    const [rank = ''] = ranksAfter(null, 1);
    const twins = [
      { id: 'a', rank },
      { id: 'b', rank },
    ];
    const ranks = ranksFor(twins, 'c', 1);
    const list = [...twins, { id: 'c', rank: '' }].map((one) => ({
      ...one,
      rank: ranks[one.id] ?? one.rank,
    }));
    expect(list.sort(byRank).map(({ id }) => id)).toEqual(['a', 'c', 'b']);
    expect(ranksAfter('not a rank', 2)).toHaveLength(2);
  });
});

describe('what follows a post on a channel', () => {
  const part = (id: string, role: 'thread' | 'first_comment', connection_id: string | null, text = id) => ({
    id,
    role,
    connection_id,
    rank: id,
    text,
    asset_ids: [],
  });
  const parts = [
    part('a2', 'thread', null),
    part('a1', 'thread', null),
    part('a3', 'thread', null, '  '),
    part('b1', 'first_comment', null),
    part('c1', 'thread', 'own'),
  ];
  const ids = (found: { id: string }[]) => found.map(({ id }) => id);

  it('is its own where it has some, in order, without what is empty or has no place there', () => {
    expect(ids(stepsOf(parts, { id: 'x', platform: 'sandbox' }))).toEqual(['a1', 'a2', 'b1']);
    expect(ids(stepsOf(parts, { id: 'x', platform: 'bluesky' }))).toEqual(['a1', 'a2']);
    expect(ids(stepsOf(parts, { id: 'own', platform: 'bluesky' }))).toEqual(['c1']);
    expect(ids(stepsOf(parts, { id: 'x', platform: 'instagram' }))).toEqual(['b1']);
    expect(ids(stepsOf(parts, { id: 'x', platform: 'tiktok' }))).toEqual([]);
    expect(ids(partsOf(parts, null, 'thread'))).toEqual(['a1', 'a2', 'a3']);
  });

  it('says what a platform has no place for', () => {
    expect(leftOut(parts, { id: 'x', platform: 'linkedin' })).toEqual(['thread']);
    expect(leftOut(parts, { id: 'x', platform: 'x' })).toEqual(['first_comment']);
    expect(leftOut(parts, { id: 'x', platform: 'sandbox' })).toEqual([]);
  });

  it('is counted for itself: a post of a thread like a post, a comment as comments are there', () => {
    expect(countPart('x', 'thread', '日'.repeat(10))).toMatchObject({ used: 20, limit: 280 });
    expect(countPart('linkedin', 'first_comment', 'four')).toEqual({ unit: 'utf16', limit: 1250, used: 4 });
    expect(checkPart('linkedin', 'first_comment', { text: 'x'.repeat(1251) })).toMatchObject([
      { code: 'text_too_long', actual: 1251, range: { start: 1250, end: 1251 } },
    ]);
    expect(checkPart('bluesky', 'thread', { text: 'fine' })).toEqual([]);
  });
});
