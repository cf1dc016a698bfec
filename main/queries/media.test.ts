import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { assetId } from '../../shared/mutators/asset.ts';
import { attachmentId } from '../../shared/mutators/attachment.ts';
import { planningScope } from '../../shared/scopes.ts';
import { lidAnswer } from '../app-state.ts';
import { plannedElsewhere } from '../media/rows.ts';
import type { Replica } from '../replica/replica.ts';
import { at, type Bench, brandArgs, createBench, postArgs } from '../replica/testing.ts';
import type { Workspace } from '../workspace.ts';
import { coveredBy } from './media.ts';
import { runQuery } from './queries.ts';
import { rowsOf } from './read-rows.ts';

const brandId = uuidv4();
let bench: Bench;
let replica: Replica;
const write = (name: Parameters<Replica['mutate']>[0][number]['name'], args: unknown) =>
  replica.mutate([{ name, args }], null);
beforeEach(() => {
  bench = createBench();
  replica = bench.open('r');
  write('brand.create', brandArgs(brandId));
});
afterEach(() => bench.clean());

function add(digit: string, mime: string): string {
  const sha256 = digit.repeat(64);
  const facts = { mime, bytes: 9, width: 30, height: 40, duration_ms: null, codec: null };
  const words = { name: digit, alt_text: '', folder: '', tags: [], rating: 0 };
  write('asset.add', { brand_id: brandId, sha256, ...facts, ...words });
  return assetId(brandId, sha256);
}

/** A reel with a picture that stands for it. */
function reel(wall: string | null) {
  const [film, picture] = [add('a', 'video/mp4'), add('b', 'image/png')];
  const args = { ...postArgs(brandId), title: 'A reel', when: wall === null ? null : at(wall) };
  write('post.create', args);
  const place = { brand_id: brandId, post_id: args.id };
  write('attachment.add', { ...place, asset_id: film, connection_id: null, position: 0, alt_text: null });
  const fields = { cover: { at_ms: null, rect: null, asset_id: picture } };
  write('attachment.frame', { ...place, id: attachmentId(args.id, film, null), fields });
  return { post: args.id, film, picture };
}
const library = (used: boolean | null) =>
  runQuery(replica, 'library', {
    ...{ brandId, text: '', folder: null, tag: null, type: null, minRating: 0, used, sort: 'name', limit: 9 },
  }).assets.map(({ name, uses }) => `${name} ${uses}`);

it('a picture that stands for a film is in use like the film, and comes with it', () => {
  const { post, film, picture } = reel('2030-01-01T09:00');
  add('c', 'image/png');
  expect(runQuery(replica, 'post', { id: post })?.media).toMatchObject([
    { asset: { id: film }, cover_asset: { id: picture } },
  ]);
  expect(library(null)).toEqual(['a 1', 'b 1', 'c 0']);
  expect(library(true)).toEqual(['a 1', 'b 1']);
  expect(library(false)).toEqual(['c 0']);
  expect(runQuery(replica, 'asset', { id: picture })).toMatchObject({ uses: 1, posts: [{ id: post }] });
  expect(runQuery(replica, 'assetsPlanned', { ids: [picture] })).toMatchObject([
    { asset_id: picture, post_id: post, title: 'A reel' },
  ]);
});

it('one that has left the library is missing, and said to be', () => {
  const { post, picture } = reel(null);
  write('asset.delete', { id: picture, brand_id: brandId });
  const [file] = runQuery(replica, 'post', { id: post })?.media ?? [];
  expect(file).toMatchObject({ cover: { asset_id: picture }, cover_asset: null });
});

/** The same brand as another device has it from the server. @param here files that the server has */
function elsewhere(here: readonly string[]): Replica {
  const other = bench.open(uuidv4());
  const all = (['brand', 'asset', 'post', 'attachment'] as const).flatMap((kind) =>
    rowsOf(replica.read, kind, `select * from ${kind}s`).map((row) => {
      const uploaded_at = here.includes(row.id) ? '2026-11-01T08:00:00.000Z' : null;
      const data = kind === 'asset' ? { ...row, uploaded_at } : row;
      return { op: 'put' as const, kind, id: row.id, data };
    }),
  );
  other.applyServer(planningScope(brandId), all, { handle: 'h', offset: '0_0' });
  return other;
}

it('it is fetched ahead with the film, and the lid stays open until the server has it', () => {
  const soon = new Date(replica.now().getTime() + 86_400_000).toISOString().slice(0, 16);
  const { film, picture } = reel(soon);
  const other = elsewhere([film, picture]);
  const ids = plannedElsewhere(other, { days: 14, mostBytes: 100, limit: 9 }).map(({ id }) => id);
  expect(ids.toSorted()).toEqual([film, picture].toSorted());
  const lid = (view: Replica) => {
    const kept = { account: { personId: uuidv4() }, replica: { ...view, syncState: () => ({ waiting: 0 }) } };
    return lidAnswer(kept as unknown as Workspace, false).answer;
  };
  expect(lid(other)).toBe('yes');
  expect(lid(elsewhere([film]))).toBe('media_waiting');
});

it('is found by an index, however many files there are', () => {
  const plan = replica.read.all<{ detail: string }>(
    `explain query plan select * from assets t join attachments g on ${coveredBy('t')}`,
  );
  expect(plan.map(({ detail }) => detail)).toContain('SEARCH g USING INDEX attachments_cover (<expr>=?)');
});
