import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type InstagramDouble, startInstagram } from '../../shared/connectors/instagram/double.ts';
import { createInstagramConnector } from '../../shared/connectors/instagram/index.ts';
import { pictureSize } from '../../shared/media/images.ts';
import { assetId } from '../../shared/mutators/asset.ts';
import { attachmentId } from '../../shared/mutators/attachment.ts';
import type { MutationArgs, MutationName } from '../../shared/mutators/index.ts';
import { testDeps } from '../../tests/support/deps.ts';
import { film } from '../../tests/support/films.ts';
import { noise, sha256 } from '../../tests/support/pictures.ts';
import { mediaModule } from '../modules/media/index.ts';
import { createMediaLinks } from '../modules/media/links.ts';
import { findReview } from '../modules/review/state.ts';
import { createWorld, until, type World } from './testing.ts';

let world: World;
let instagram: InstagramDouble;
let person: string;
let brand: string;
let base: string;
beforeAll(async () => {
  instagram = await startInstagram();
  world = await createWorld({ env: instagram.env, modules: [mediaModule] });
  base = await world.app.listen({ port: 0, host: '127.0.0.1' });
  person = await world.person();
  brand = await world.brand(person);
}, 60_000);
afterAll(async () => {
  await world?.close();
  await instagram?.close();
});

async function signIn(): Promise<string> {
  const id = uuidv7();
  const body = { id, brand_id: brand, platform: 'instagram', service_url: null };
  const begun = await world.request(person, 'POST', '/api/connections/browser', body);
  const { pathname, search } = new URL(await instagram.signIn(begun.json().url));
  await world.app.inject({ method: 'GET', url: `${pathname}${search}` });
  return id;
}
const mutate = async <N extends MutationName>(name: N, args: MutationArgs<N>) =>
  expect(await world.mutate(person, name, args)).toMatchObject({ status: 'applied' });

type Facts = {
  mime: string;
  width: number;
  height: number;
  duration_ms: number | null;
  codec: string | null;
};
async function add(bytes: Uint8Array, facts: Facts): Promise<string> {
  const said = { name: 'file', alt_text: '', folder: '', tags: [], rating: 0 };
  const args = { brand_id: brand, sha256: sha256(bytes), bytes: bytes.length, ...facts, ...said };
  await mutate('asset.add', args);
  return assetId(brand, sha256(bytes));
}
async function arrive(bytes: Uint8Array): Promise<void> {
  const file = join(world.media.uploads, uuidv7());
  mkdirSync(world.media.uploads, { recursive: true });
  writeFileSync(file, bytes);
  await world.media.keep(file, sha256(bytes));
  await world.system((tx) =>
    tx.run(
      sql`insert into app.media_files (brand_id, sha256, bytes) values (${brand}, ${sha256(bytes)}, ${bytes.length})`,
    ),
  );
}

it('a picture of the library reaches Instagram as the cover of a reel, cut to 9:16, once its bytes are here', async () => {
  const connection = await signIn();
  const clip = await film('mp4', { seconds: 4 });
  const picture = await noise(400, 320).png();
  const facts = { mime: 'video/mp4', width: 720, height: 1280, duration_ms: 4000, codec: 'avc' };
  const asset = await add(clip, facts);
  const still = { mime: 'image/png', width: 400, height: 320, duration_ms: null, codec: null };
  const cover = await add(picture, still);
  const post = await world.post(brand, [connection], 300, 'A reel');
  const place = { brand_id: brand, post_id: post };
  const attached = { ...place, asset_id: asset, connection_id: null, position: 0, alt_text: null };
  await mutate('attachment.add', attached);
  const rect = { x: 0.5, y: 0, width: 0.4, height: 0.889 };
  const fields = { cover: { at_ms: 1500, rect, asset_id: cover } };
  await mutate('attachment.frame', { ...place, id: attachmentId(post, asset, null), fields });
  // What is approved names it.
  const review = await world.system((tx) => findReview(tx, { postId: post }));
  expect(review?.content).toMatchObject({ media: [{ cover: { sha256: sha256(picture), rect } }] });
  // It is in use, as the film itself is.
  const gone = await world.mutate(person, 'asset.delete', { id: cover, brand_id: brand });
  expect(gone).toMatchObject({ status: 'rejected', code: 'asset_in_use' });

  const links = createMediaLinks({ vaultKeys: testDeps(world.db).vaultKeys, now: () => new Date() });
  const { clientId, clientSecret, authorizeUrl, tokenUrl } = instagram;
  const connector = createInstagramConnector({
    fetch,
    now: () => new Date(),
    baseUrl: instagram.url,
    readMedia: ({ sha256: hash }) => world.media.read(hash),
    mediaUrl: (item) => `${base}${links.make(item)}`,
    app: { clientId, clientSecret, authorizeUrl, tokenUrl },
  });
  await world.worker(undefined, { writeMs: 5000, leaseMs: 20_000 }, connector);
  await arrive(clip);
  await until(
    () => world.publication(post, connection),
    (seen) => seen?.error_code === 'media_not_uploaded',
  );
  expect(instagram.media()).toEqual([]);
  // Nothing but its arrival says so.
  await arrive(picture);
  const out = await until(
    () => world.publication(post, connection),
    (seen) => seen?.state === 'published',
  );
  const [made] = instagram.media();
  expect(made?.film?.bytes.equals(clip)).toBe(true);
  expect(made?.film?.thumbOffset).toBe(0);
  const size = pictureSize(made?.film?.cover ?? Buffer.alloc(0));
  expect((size?.width ?? 0) / (size?.height ?? 1)).toBeCloseTo(9 / 16, 1);
  const [attempt] = await world.attempts(out?.id ?? '');
  expect(attempt?.content).toMatchObject({
    media: [{ sha256: sha256(clip), cover_ms: 1500, cover: { sha256: sha256(picture), mime: 'image/png' } }],
  });
});
