import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assetId } from '../../shared/mutators/asset.ts';
import type { Replica } from '../replica/replica.ts';
import { at, type Bench, brandArgs, createBench, postArgs } from '../replica/testing.ts';
import { runQuery } from './queries.ts';

const [me, brandId, connectionId] = [uuidv4(), uuidv4(), uuidv4()];
let bench: Bench;
let replica: Replica;
const write = (name: Parameters<Replica['mutate']>[0][number]['name'], args: unknown) =>
  replica.mutate([{ name, args }], me);

beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
  write('brand.create', brandArgs(brandId));
  const channel = { id: connectionId, brand_id: brandId, platform: 'instagram', handle: 'a', limits: null };
  write('connection.addByHand', channel);
});
afterEach(() => bench.clean());

function picture(digit: string): string {
  const sha256 = digit.repeat(64);
  const facts = { mime: 'image/jpeg', bytes: 9, width: 30, height: 40, duration_ms: null, codec: null };
  const words = { name: `${digit}.jpg`, alt_text: '', folder: '', tags: [], rating: 0 };
  write('asset.add', { brand_id: brandId, sha256, ...facts, ...words });
  return assetId(brandId, sha256);
}
function post(title: string, wall: string | null, asset: string | null): string {
  const args = { ...postArgs(brandId), title, when: wall === null ? null : at(wall) };
  write('post.create', args);
  write('target.add', { brand_id: brandId, post_id: args.id, connection_id: connectionId, text: null });
  if (asset) {
    const file = { brand_id: brandId, post_id: args.id, asset_id: asset, connection_id: null };
    write('attachment.add', { ...file, position: 0, alt_text: null });
  }
  return args.id;
}
const feed = (limit = 100) => runQuery(replica, 'feed', { brandId, connectionId, limit });
const titles = () => feed().tiles.map(({ title, state }) => `${title} ${state}`);

it('shows drafts with pictures on top, then what goes out last first, with what is out', () => {
  const one = picture('a');
  const out = post('out', '2026-10-01T09:00', one);
  post('soon', '2030-01-01T09:00', one);
  post('later', '2030-02-01T09:00', null);
  post('words only', null, null);
  const draft = post('draft', null, one);
  const placed = post('placed', null, null);
  const off = post('called off', '2030-01-15T09:00', one);
  const named = (id: string) => ({ brand_id: brandId, post_id: id, connection_id: connectionId });
  write('publication.byHand', { ...named(out), out: true, url: null });
  write('publication.byHand', { ...named(off), out: false, url: null });
  const place = (id: string, position: number) =>
    write('feed.place', {
      brand_id: brandId,
      connection_id: connectionId,
      tiles: [{ post_id: id, position }],
    });
  place(placed, 9e12);
  expect(titles()).toEqual(['placed draft', 'draft draft', 'later planned', 'soon planned', 'out live']);
  place(draft, 9e12 + 1);
  expect(titles().slice(0, 2)).toEqual(['draft draft', 'placed draft']);
  expect(feed(2)).toMatchObject({ total: 5, tiles: [{ id: draft }, { id: placed }] });
  const last = feed().tiles.at(-1);
  expect(last).toMatchObject({ fixed: true, files: 1, words: false, look: null, cover: { asset_id: one } });
});

it('changes places and shows it, a draft taking a time and giving up its place', () => {
  const one = picture('b');
  const dated = post('dated', '2030-01-01T09:00', one);
  const draft = post('draft', null, one);
  const [a, b] = feed().tiles;
  if (!a || !b) throw new Error('Two tiles were made.');
  const { wall_time, time_zone, schedule_id, slot_key } = b;
  write('feed.swap', {
    brand_id: brandId,
    connection_id: connectionId,
    a: { id: draft, seen: { position: a.position } },
    b: { id: dated, seen: { when: { wall_time, time_zone, schedule_id, slot_key } } },
  });
  expect(titles()).toEqual(['dated draft', 'draft planned']);
  expect(feed().tiles[1]?.wall_time).toBe('2030-01-01T09:00');
});

it('knows the colours of a cover, and that there are words on it', () => {
  const one = picture('c');
  post('p', null, one);
  const colors = [{ hex: '#aabbcc', share: 1 }];
  write('look.record', { brand_id: brandId, looks: [{ id: one, colors, lightness: 70 }] });
  const [carousel_id, slide_id] = [uuidv4(), uuidv4()];
  write('carousel.create', {
    id: carousel_id,
    brand_id: brandId,
    post_id: null,
    title: 't',
    shape: 'square',
  });
  const slide = { carousel_id, position: 0, asset_id: null, crop: null, background: '#ffffff', overlays: [] };
  write('slide.create', { id: slide_id, brand_id: brandId, ...slide });
  const made = { carousel_id, slide_id, original_id: null, source: 'd'.repeat(64) };
  write('rendering.record', { id: one, brand_id: brandId, ...made });
  expect(feed().tiles[0]).toMatchObject({ words: true, look: { colors, lightness: 70 } });
  expect(runQuery(replica, 'slides', { brandId, carouselId: carousel_id })).toMatchObject([
    { id: slide_id, asset: null, rendered: { id: one } },
  ]);
  expect(runQuery(replica, 'slides', { brandId, carouselId: uuidv4() })).toEqual([]);
  expect(runQuery(replica, 'slides', { brandId })).toHaveLength(1);
});
