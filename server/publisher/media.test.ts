import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createBlueskyConnector } from '../../shared/connectors/bluesky/index.ts';
import type { Connector } from '../../shared/connectors/contract.ts';
import { pictureSize } from '../../shared/media/images.ts';
import { assetId } from '../../shared/mutators/asset.ts';
import { attachmentId } from '../../shared/mutators/attachment.ts';
import { film } from '../../tests/support/films.ts';
import { type PdsAccount, startPds, type TestPds } from '../../tests/support/pds.ts';
import { gradient, noise, sha256 } from '../../tests/support/pictures.ts';
import { createWorld, until, type World } from './testing.ts';

let world: World;
let pds: TestPds;
let alice: PdsAccount;
let person: string;
beforeAll(async () => {
  [world, pds] = await Promise.all([createWorld(), startPds()]);
  alice = await pds.createAccount('alice');
  person = await world.person();
}, 90_000);
afterAll(async () => {
  await world?.close();
  await pds?.stop();
});

/** A worker that knows the Sandbox only would call Bluesky switched off. */
const workers: Awaited<ReturnType<World['worker']>>[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});
const work = async (...args: Parameters<World['worker']>) => workers.push(await world.worker(...args));

/** A picture in a brand's library, its bytes not on the server yet. */
async function add(
  brand: string,
  bytes: Uint8Array,
  mime = 'image/png',
  size = pictureSize(bytes),
): Promise<string> {
  const outcome = await world.mutate(person, 'asset.add', {
    brand_id: brand,
    sha256: sha256(bytes),
    name: 'picture',
    mime,
    bytes: bytes.length,
    width: size?.width ?? null,
    height: size?.height ?? null,
    duration_ms: null,
    codec: null,
    alt_text: 'From the library',
    folder: '',
    tags: [],
    rating: 0,
  });
  expect(outcome).toMatchObject({ status: 'applied' });
  return assetId(brand, sha256(bytes));
}

/** The bytes arrive, as the end of an upload brings them. */
async function arrive(brand: string, bytes: Uint8Array): Promise<void> {
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

const attach = (brand: string, post: string, asset: string, position: number, alt: string | null = null) =>
  world.mutate(person, 'attachment.add', {
    brand_id: brand,
    post_id: post,
    asset_id: asset,
    connection_id: null,
    position,
    alt_text: alt,
  });

const shown = (connection: string) =>
  world.system((tx) =>
    tx.many<{ sha256: string; alt_text: string; mime: string }>(sql`
      select i.sha256, i.alt_text, i.mime from sandbox.images i join sandbox.posts p on p.id = i.post_id
        join app.connections c on c.remote_account_id = p.account_id::text
       where c.id = ${connection} order by i.position`),
  );

it('a post waits for its files, goes out when they have come, with its pictures in order and what they show', async () => {
  const brand = await world.brand(person);
  const connection = await world.connect(person, brand);
  const post = await world.post(brand, [connection], 300);
  const [first, second] = [await noise(80, 60, 5).png(), await noise(60, 80, 6).png()];
  const ids = [await add(brand, first), await add(brand, second)];
  await attach(brand, post, ids[1] ?? '', 1, 'Loaves');
  await attach(brand, post, ids[0] ?? '', 0);
  await arrive(brand, first);
  await work();
  const waiting = await until(
    () => world.publication(post, connection),
    (seen) => seen?.error_code === 'media_not_uploaded',
  );
  expect(waiting).toMatchObject({ state: 'waiting', error_class: 'wait' });
  expect(await world.posted(connection)).toEqual([]);
  expect(await world.attempts(waiting?.id ?? '')).toEqual([]);

  await arrive(brand, second);
  const out = await until(
    () => world.publication(post, connection),
    (seen) => seen?.state === 'published',
  );
  expect(await shown(connection)).toEqual([
    { sha256: sha256(first), alt_text: 'From the library', mime: 'image/png' },
    { sha256: sha256(second), alt_text: 'Loaves', mime: 'image/png' },
  ]);
  const [attempt] = await world.attempts(out?.id ?? '');
  expect(attempt?.content).toMatchObject({ media: [{ sha256: sha256(first) }, { sha256: sha256(second) }] });
  const { id } = (await world.posted(connection))[0] ?? { id: '' };
  const picture = await world.app.inject(`/sandbox/images/${id}/0`);
  expect(picture.headers['content-type']).toBe('image/png');
  expect(picture.rawPayload.equals(first)).toBe(true);

  // What is out does not change any more.
  expect(
    await world.mutate(person, 'attachment.remove', {
      id: attachmentId(post, ids[0] ?? '', null),
      brand_id: brand,
      post_id: post,
    }),
  ).toMatchObject({ status: 'rejected', code: 'already_publishing' });
});

it('an answer that was lost does not double a post with pictures', async () => {
  const brand = await world.brand(person);
  const connection = await world.connect(person, brand);
  const post = await world.post(brand, [connection], 200);
  const bytes = await noise(50, 50, 9).png();
  await attach(brand, post, await add(brand, bytes), 0);
  await arrive(brand, bytes);
  let lost = 0;
  await work(async (request, pass) => {
    const answer = await pass();
    if (request.method !== 'POST' || !request.url.endsWith('/posts') || lost > 0) return answer;
    lost += 1;
    throw new TypeError('fetch failed');
  });
  await until(
    () => world.publication(post, connection),
    (seen) => seen?.state === 'published',
  );
  expect(lost).toBe(1);
  expect(await world.posted(connection)).toHaveLength(1);
  expect(await shown(connection)).toHaveLength(1);
});

it('what a platform cannot be sent, and a file that is gone, stop a post with a reason', async () => {
  const brand = await world.brand(person);
  const connection = await world.connect(person, brand);
  await work();
  const failed = async (post: string) =>
    (
      await until(
        () => world.publication(post, connection),
        (seen) => seen?.state === 'failed',
      )
    )?.error_code;
  const paper = Buffer.from('%PDF-1.7 of no platform here');
  const withPaper = await world.post(brand, [connection], 60_000);
  await attach(brand, withPaper, await add(brand, paper, 'application/pdf'), 0);
  await arrive(brand, paper);
  await world.hurry();
  expect(await failed(withPaper)).toBe('media_type');

  const bytes = await noise(40, 40, 11).png();
  const asset = await add(brand, bytes);
  const withGone = await world.post(brand, [connection], null);
  await attach(brand, withGone, asset, 0);
  await arrive(brand, bytes);
  expect(await world.mutate(person, 'asset.delete', { id: asset, brand_id: brand })).toMatchObject({
    status: 'applied',
  });
  await world.mutate(person, 'post.schedule', {
    id: withGone,
    brand_id: brand,
    when: { wall_time: '2036-01-01T09:00', time_zone: 'UTC', schedule_id: null, slot_key: null },
  });
  await world.hurry();
  expect(await failed(withGone)).toBe('media_missing');
});

async function connectBluesky(brand: string): Promise<string> {
  const id = uuidv7();
  const answer = await world.request(person, 'POST', '/api/connections', {
    id,
    brand_id: brand,
    platform: 'bluesky',
    handle: '@alice.test',
    secret: alice.appPassword,
    service_url: pds.url,
  });
  expect(answer.statusCode).toBe(200);
  return id;
}
const blueskyConnector = (): Connector => ({
  ...createBlueskyConnector({
    fetch,
    now: () => new Date(),
    baseUrl: pds.url,
    readMedia: ({ sha256: hash }) => world.media.read(hash),
  }),
  settleMs: 50,
});

it('pictures reach a real PDS, made small enough, with alt texts and their shape', async () => {
  const brand = await world.brand(person);
  const id = await connectBluesky(brand);
  const heavy = await noise(1200, 800, 3).png();
  const light = await gradient(64, 48, 1).jpeg(80);
  expect(heavy.length).toBeGreaterThan(1_000_000);
  const post = await world.post(brand, [id], 60_000, 'Two pictures');
  await attach(brand, post, await add(brand, heavy), 0, 'Noise');
  const colours = await add(brand, light, 'image/jpeg');
  await attach(brand, post, colours, 1, 'Colours');
  // Further down the thread the same picture is cut and described another way.
  const part = { id: uuidv7(), brand_id: brand, post_id: post };
  const words = { rank: 'a0', text: 'One of them, cut', asset_ids: [colours] };
  await world.mutate(person, 'part.add', { ...part, ...words, connection_id: null, role: 'thread' });
  const fields = { alt_text: 'Half of them', crop: { x: 0, y: 0, width: 0.5, height: 1 } };
  await world.mutate(person, 'part.frame', { ...part, asset_id: colours, fields });
  await arrive(brand, heavy);
  await arrive(brand, light);
  await work(undefined, { writeMs: 5000, leaseMs: 20_000 }, blueskyConnector());
  await world.hurry();
  const out = await until(
    () => world.publication(post, id),
    (seen) => seen?.state === 'published',
  );
  type Image = {
    alt: string;
    image: { ref: { $link: string }; mimeType: string; size: number };
    aspectRatio: { width: number; height: number };
  };
  const record = (await (await fetch(out?.url ?? '')).json()) as { value: { embed: { images: Image[] } } };
  const [first, second] = record.value.embed.images;
  expect(first).toMatchObject({ alt: 'Noise', image: { mimeType: 'image/jpeg' } });
  expect(first?.image.size).toBeLessThanOrEqual(1_000_000);
  expect((first?.aspectRatio.width ?? 0) / (first?.aspectRatio.height ?? 1)).toBeCloseTo(1.5, 1);
  expect(second).toMatchObject({ alt: 'Colours', aspectRatio: { width: 64, height: 48 } });
  // One that fits arrives as it is.
  const query = new URLSearchParams({ did: alice.did, cid: second?.image.ref.$link ?? '' });
  const blob = await fetch(`${pds.url}/xrpc/com.atproto.sync.getBlob?${query}`);
  expect(Buffer.from(await blob.arrayBuffer()).equals(light)).toBe(true);

  const next = await until(
    () => pds.posts(alice.did),
    (seen) => seen.some(({ text }) => text === 'One of them, cut'),
  );
  const [repo, collection, rkey] =
    next
      .find(({ text }) => text === 'One of them, cut')
      ?.uri.replace('at://', '')
      .split('/') ?? [];
  const below = await fetch(
    `${pds.url}/xrpc/com.atproto.repo.getRecord?${new URLSearchParams({ repo: repo ?? '', collection: collection ?? '', rkey: rkey ?? '' })}`,
  );
  const { value } = (await below.json()) as typeof record;
  expect(value.embed.images).toMatchObject([{ alt: 'Half of them', aspectRatio: { width: 32, height: 48 } }]);
});

it('a film reaches the Sandbox whole, with its cover, and is played from any place', async () => {
  const brand = await world.brand(person);
  const connection = await world.connect(person, brand);
  const bytes = await film('mp4', { seconds: 4, size: 20_000 });
  const post = await world.post(brand, [connection], 60_000, 'A film');
  const asset = await add(brand, bytes, 'video/mp4');
  await attach(brand, post, asset, 0, 'Kneading');
  const framed = await world.mutate(person, 'attachment.frame', {
    id: attachmentId(post, asset, null),
    brand_id: brand,
    post_id: post,
    fields: { cover: { at_ms: 1500, rect: null } },
  });
  expect(framed).toMatchObject({ status: 'applied' });
  await arrive(brand, bytes);
  await work();
  await world.hurry();
  const out = await until(
    () => world.publication(post, connection),
    (seen) => seen?.state === 'published',
  );
  const { id } = (await world.posted(connection))[0] ?? { id: '' };
  const whole = await world.app.inject(`/sandbox/videos/${id}`);
  expect(whole.headers['content-type']).toBe('video/mp4');
  expect(whole.rawPayload.equals(bytes)).toBe(true);
  const part = await world.app.inject({ url: `/sandbox/videos/${id}`, headers: { range: 'bytes=100-299' } });
  expect(part.statusCode).toBe(206);
  expect(part.headers['content-range']).toBe(`bytes 100-299/${bytes.length}`);
  expect(part.rawPayload.equals(bytes.subarray(100, 300))).toBe(true);
  const page = await world.app.inject(new URL(out?.url ?? '').pathname);
  expect(page.body).toContain(`src="/sandbox/videos/${id}#t=1.5" aria-label="Kneading"`);
});

it('a film reaches a real PDS as it is, with what it shows and its shape', async () => {
  const brand = await world.brand(person);
  const connection = await connectBluesky(brand);
  const bytes = await film('mp4');
  const post = await world.post(brand, [connection], 60_000, 'A film');
  await attach(brand, post, await add(brand, bytes, 'video/mp4', { width: 320, height: 180 }), 0, 'Kneading');
  await arrive(brand, bytes);
  await work(undefined, { writeMs: 5000, leaseMs: 20_000 }, blueskyConnector());
  await world.hurry();
  const out = await until(
    () => world.publication(post, connection),
    (seen) => seen?.state === 'published',
  );
  const record = (await (await fetch(out?.url ?? '')).json()) as {
    value: { embed: { video: { ref: { $link: string } } } };
  };
  expect(record.value.embed).toMatchObject({
    $type: 'app.bsky.embed.video',
    alt: 'Kneading',
    aspectRatio: { width: 320, height: 180 },
    video: { mimeType: 'video/mp4', size: bytes.length },
  });
  const query = new URLSearchParams({ did: alice.did, cid: record.value.embed.video.ref.$link });
  const blob = await fetch(`${pds.url}/xrpc/com.atproto.sync.getBlob?${query}`);
  expect(Buffer.from(await blob.arrayBuffer()).equals(bytes)).toBe(true);
});

it('a picture that is cut goes out cut, and the file stays whole', async () => {
  const brand = await world.brand(person);
  const connection = await world.connect(person, brand);
  const bytes = await noise(120, 80, 13).png();
  const asset = await add(brand, bytes);
  const post = await world.post(brand, [connection], 60_000, 'Cut');
  await attach(brand, post, asset, 0);
  await world.mutate(person, 'attachment.frame', {
    id: attachmentId(post, asset, null),
    brand_id: brand,
    post_id: post,
    fields: { crop: { x: 0.25, y: 0, width: 0.5, height: 1 } },
  });
  await arrive(brand, bytes);
  await work();
  await world.hurry();
  await until(
    () => world.publication(post, connection),
    (seen) => seen?.state === 'published',
  );
  const { id } = (await world.posted(connection))[0] ?? { id: '' };
  const picture = await world.app.inject(`/sandbox/images/${id}/0`);
  expect(pictureSize(picture.rawPayload)).toEqual({ width: 60, height: 80 });
  expect(Buffer.from(await world.media.read(sha256(bytes))).equals(bytes)).toBe(true);
});
