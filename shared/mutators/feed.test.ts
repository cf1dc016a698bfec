import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KindName, Row } from '../kinds/index.ts';
import { wallToInstant } from '../time/wall.ts';
import { type Outcome, Rejection, type Rows } from './define.ts';
import { documentVersionKeep, feedPlace, feedSwap, lookRecord, placeKey, tilePlace } from './feed.ts';
import { targetId } from './target.ts';

const brandId = '0198a000-0000-7000-8000-000000000001';
const channel = '0198a000-0000-7000-8000-0000000000c1';
const ctx = { actor: 'ada', madeAt: '2026-11-21T09:00:00.000Z' };
const idOf = (n: number) => `0198a000-0000-7000-8000-${String(n).padStart(12, '0')}`;

type Held = Map<string, { id: string }>;
const rowsOf = (held: Held): Rows => ({
  get: ((kind: KindName, id: string) => held.get(`${kind}:${id}`)) as Rows['get'],
});
function apply(held: Held, outcome: Outcome): Held {
  const next = new Map(held);
  for (const write of outcome.writes)
    if (write.op === 'put') next.set(`${write.kind}:${write.row.id}`, write.row);
  return next;
}

const post = (n: number, wall: string | null): Row<'post'> => ({
  id: idOf(n),
  brand_id: brandId,
  pillar_id: null,
  title: `Post ${n}`,
  caption: '',
  notes: '',
  hashtags: [],
  link: null,
  status: wall ? 'scheduled' : 'draft',
  scheduled_at: wall && wallToInstant(wall, 'Europe/Berlin'),
  wall_time: wall,
  time_zone: wall && 'Europe/Berlin',
  schedule_id: wall && idOf(900),
  slot_key: wall && `${idOf(900)}@${wall}`,
  created_by: null,
  created_at: new Date(Date.parse('2026-11-01T08:00:00.000Z') + n * 1000).toISOString(),
  updated_at: '2026-11-01T08:00:00.000Z',
  version: 1,
});

/** A grid of posts, some with a time and some placed by hand. */
function grid(kinds: readonly ('dated' | 'placed' | 'fresh')[]): Held {
  const held: Held = new Map();
  for (const [n, kind] of kinds.entries()) {
    const day = String(1 + (n % 28)).padStart(2, '0');
    const row = post(n, kind === 'dated' ? `2026-12-${day}T09:${String(n).padStart(2, '0')}` : null);
    held.set(`post:${row.id}`, row);
    if (kind !== 'placed') continue;
    const id = targetId(row.id, channel);
    const tile = { id, brand_id: brandId, post_id: row.id, connection_id: channel, position: 5000 + n };
    const stamps = { created_at: row.created_at, updated_at: row.updated_at, version: 1 };
    held.set(`feed_tile:${id}`, { ...tile, ...stamps } as Row<'feed_tile'>);
  }
  return held;
}
function placeIn(held: Held, n: number) {
  const row = held.get(`post:${idOf(n)}`) as Row<'post'>;
  return tilePlace(row, held.get(`feed_tile:${targetId(row.id, channel)}`) as Row<'feed_tile'> | undefined);
}
/** Every place of a grid, whoever stands there. */
const places = (held: Held, count: number) =>
  Array.from({ length: count }, (_, n) => placeKey(placeIn(held, n))).toSorted();
const order = (held: Held, count: number) =>
  Array.from({ length: count }, (_, n) => placeKey(placeIn(held, n)));

/** What somebody who sees a grid as `seen` asks for. */
const swapAs = (seen: Held, a: number, b: number) =>
  feedSwap.args.parse({
    brand_id: brandId,
    connection_id: channel,
    a: { id: idOf(a), seen: placeIn(seen, a) },
    b: { id: idOf(b), seen: placeIn(seen, b) },
  });
const swap = (held: Held, args: ReturnType<typeof swapAs>) =>
  apply(held, feedSwap.apply(rowsOf(held), args, ctx));

const kindsOf = fc.array(fc.constantFrom('dated' as const, 'placed' as const, 'fresh' as const), {
  minLength: 2,
  maxLength: 12,
});
const pair = fc.tuple(fc.nat(11), fc.nat(11));
const distinct = (count: number) => (moves: [number, number][]) =>
  moves.map(([a, b]) => [a % count, b % count] as const).filter(([a, b]) => a !== b);

describe('two posts of a grid changing places', () => {
  it('exchanges times with their slots', () => {
    const before = grid(['dated', 'dated']);
    const after = swap(before, swapAs(before, 0, 1));
    const [a, b] = [0, 1].map((n) => before.get(`post:${idOf(n)}`) as Row<'post'>);
    expect(after.get(`post:${idOf(0)}`)).toMatchObject({
      wall_time: b?.wall_time,
      scheduled_at: b?.scheduled_at,
      slot_key: b?.slot_key,
      status: 'scheduled',
      version: 2,
    });
    expect(after.get(`post:${idOf(1)}`)).toMatchObject({ wall_time: a?.wall_time, slot_key: a?.slot_key });
  });

  it('gives a draft the time of a planned one, which then stands where the draft stood', () => {
    const before = grid(['dated', 'placed']);
    const after = swap(before, swapAs(before, 1, 0));
    expect(placeIn(after, 1)).toEqual(placeIn(before, 0));
    expect(after.get(`post:${idOf(0)}`)).toMatchObject({
      status: 'draft',
      scheduled_at: null,
      slot_key: null,
    });
    expect(placeIn(after, 0)).toEqual({ position: 5001 });
    const back = swap(after, swapAs(after, 0, 1));
    expect(order(back, 2)).toEqual(order(before, 2));
  });

  it('never loses a place or gives one twice, whoever moves what at once and in whatever order it arrives', () => {
    fc.assert(
      fc.property(
        kindsOf,
        fc.array(pair, { maxLength: 12 }),
        fc.array(fc.nat(3), { maxLength: 12 }),
        (all, raw, stale) => {
          const begin = grid(all);
          const moves = distinct(all.length)(raw);
          // Each person sees the grid as it was some moves ago.
          const seen: Held[] = [begin];
          let now = begin;
          for (const [index, [a, b]] of moves.entries()) {
            const view = seen[Math.max(0, seen.length - 1 - (stale[index] ?? 0))] ?? begin;
            now = swap(now, swapAs(view, a, b));
            seen.push(now);
          }
          expect(places(now, all.length)).toEqual(places(begin, all.length));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('counts the same exchange by two people once, and ends where the first alone would have', () => {
    fc.assert(
      fc.property(kindsOf, pair, (all, raw) => {
        const begin = grid(all);
        const [move] = distinct(all.length)([raw]);
        if (!move) return;
        const [a, b] = move;
        const once = swap(begin, swapAs(begin, a, b));
        expect(order(swap(once, swapAs(begin, a, b)), all.length)).toEqual(order(once, all.length));
        // The other way round is the same exchange.
        expect(order(swap(once, swapAs(begin, b, a)), all.length)).toEqual(order(once, all.length));
        // Taken back it is as it was.
        expect(order(swap(once, swapAs(once, a, b)), all.length)).toEqual(order(begin, all.length));
      }),
      { numRuns: 300 },
    );
  });

  it('of posts that have nothing to do with each other come out the same in any order', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('dated' as const, 'placed' as const), { minLength: 4, maxLength: 12 }),
        (all) => {
          const begin = grid(all);
          const [first, second] = [swapAs(begin, 0, 1), swapAs(begin, 2, 3)];
          expect(order(swap(swap(begin, first), second), all.length)).toEqual(
            order(swap(swap(begin, second), first), all.length),
          );
        },
      ),
      { numRuns: 100 },
    );
  });

  it('leaves the other where it is when one is gone, and refuses posts of another brand', () => {
    const held = grid(['dated', 'dated']);
    const args = swapAs(held, 0, 1);
    held.delete(`post:${idOf(1)}`);
    expect(feedSwap.apply(rowsOf(held), args, ctx).writes).toEqual([]);
    const foreign = grid(['dated', 'dated']);
    const other = { ...args, brand_id: idOf(77) };
    expect(() => feedSwap.apply(rowsOf(foreign), other, ctx)).toThrow(Rejection);
    expect(feedSwap.args.safeParse({ ...args, b: args.a }).success).toBe(false);
  });
});

describe('what a grid is made of', () => {
  it('puts posts without a date where they are wanted, and passes over those that are gone', () => {
    const held = grid(['fresh', 'placed']);
    held.set(`connection:${channel}`, { id: channel, brand_id: brandId } as Row<'connection'>);
    const tiles = [0, 1, 5].map((n) => ({ post_id: idOf(n), position: 9000 + n }));
    const after = apply(
      held,
      feedPlace.apply(rowsOf(held), { brand_id: brandId, connection_id: channel, tiles }, ctx),
    );
    expect([placeIn(after, 0), placeIn(after, 1)]).toEqual([{ position: 9000 }, { position: 9001 }]);
    expect(after.has(`feed_tile:${targetId(idOf(5), channel)}`)).toBe(false);
  });

  it('says the colours of a picture once', () => {
    const asset = idOf(50);
    const held: Held = new Map([[`asset:${asset}`, { id: asset, brand_id: brandId }]]);
    const record = (hex: string) => ({
      brand_id: brandId,
      looks: [{ id: asset, colors: [{ hex, share: 1 }], lightness: 40 }],
    });
    const after = apply(held, lookRecord.apply(rowsOf(held), record('#aabbcc'), ctx));
    expect(after.get(`asset_look:${asset}`)).toMatchObject({ colors: [{ hex: '#aabbcc', share: 1 }] });
    expect(lookRecord.apply(rowsOf(after), record('#000000'), ctx).writes).toEqual([]);
  });

  it('keeps a version of a strategy as it was', () => {
    const document = idOf(60);
    const held: Held = new Map([[`strategy_document:${document}`, { id: document, brand_id: brandId }]]);
    const args = {
      id: idOf(61),
      brand_id: brandId,
      document_id: document,
      title: 'T',
      text: 'one',
      note: '',
    };
    const after = apply(held, documentVersionKeep.apply(rowsOf(held), args, ctx));
    expect(after.get(`document_version:${args.id}`)).toMatchObject({ text: 'one', created_by: 'ada' });
    const again = documentVersionKeep.apply(rowsOf(after), { ...args, text: 'two' }, ctx);
    expect(again.writes).toEqual([]);
  });
});
