import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { postArgs } from '../../main/replica/testing.ts';
import { keepMedia } from '../../server/modules/media/housekeeping.ts';
import { createMediaStore } from '../../server/modules/media/store.ts';
import { UPLOADS_PATH } from '../../shared/media/api.ts';
import { attachmentId } from '../../shared/mutators/attachment.ts';
import { openDesktop, type TestDesktop } from '../support/desktop.ts';
import { png, sha256, streamOf } from '../support/pictures.ts';
import { startServer, type TestServer } from '../support/server.ts';

const soon = { timeout: 20_000, interval: 25 };

let server: TestServer;
let here: TestDesktop;
let brandId: string;
const others: TestDesktop[] = [];
/** What happens to requests on the way to the server. */
let line: ((url: string, init: RequestInit | undefined) => void) | null = null;
const fetchOnLine: typeof fetch = async (input, init) => {
  line?.(String(input), init);
  return fetch(input, init);
};

beforeEach(async () => {
  line = null;
  server = await startServer({ PUBLISHER: 'off' });
  here = await openDesktop({ serverUrl: server.url, fetch: fetchOnLine });
  await here.invoke('session.signUp', {
    email: 'ada@example.test',
    password: 'a long password',
    name: 'Ada',
  });
  await vi.waitFor(() => expect(here.query('organizations', {})).toHaveLength(1), soon);
  brandId = uuidv7();
  await here.mutate('brand.create', {
    id: brandId,
    organization_id: here.query('organizations', {})[0]?.id ?? null,
    name: 'Corner shop',
    time_zone: 'Europe/London',
    week_starts_on: 1,
  });
  await here.until(({ sync }) => sync.status === 'up_to_date');
});
afterEach(async () => {
  for (const desktop of [here, ...others.splice(0)]) {
    await desktop.close();
    desktop.remove();
  }
  await server.close();
});

const asset = (id: string, desktop = here) => desktop.query('asset', { id });
const uploaded = (id: string, desktop = here) =>
  vi.waitFor(() => expect(asset(id, desktop)?.uploaded_at).toEqual(expect.any(String)), soon);
const onServer = (hash: string) => join(server.dataHome, 'media', 'objects', hash.slice(0, 2), hash);
const leftOnServer = () => {
  const folder = join(server.dataHome, 'media', 'uploads');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const isPatch = (url: string, init: RequestInit | undefined) =>
  url.includes(UPLOADS_PATH) && init?.method === 'PATCH';

/** A second device of the same person. */
async function elsewhere(options: { fetch?: typeof fetch } = {}): Promise<TestDesktop> {
  const desktop = await openDesktop({ serverUrl: server.url, ...options });
  others.push(desktop);
  await desktop.invoke('session.signIn', { email: 'ada@example.test', password: 'a long password' });
  return desktop;
}

test('a file reaches the server whole, and another device shows and fetches it', async () => {
  const bytes = await png(640, 480);
  const { assetId, known } = await here.add(brandId, 'C:\\pictures\\dunes.png', streamOf(bytes));
  expect(known).toBe(false);
  expect(asset(assetId)).toMatchObject({
    name: 'dunes.png',
    mime: 'image/png',
    bytes: bytes.length,
    width: 640,
    height: 480,
    duration_ms: null,
    sha256: sha256(bytes),
    uploaded_at: null,
    uses: 0,
  });
  await uploaded(assetId);
  expect(readFileSync(onServer(sha256(bytes))).equals(bytes)).toBe(true);
  expect(leftOnServer()).toEqual([]);
  await vi.waitFor(() => expect(here.state().media.uploads).toEqual([]), soon);

  const there = await elsewhere();
  await uploaded(assetId, there);
  const thumb = await there.core.serveMedia(`thumb/${assetId}`, null);
  expect(thumb?.type).toBe('image/webp');
  // The small copy came from the server; the whole file is fetched when somebody wants it.
  expect(existsSync(join(there.profile, 'media', 'objects'))).toBe(false);
  const file = await there.core.serveMedia(`file/${assetId}`, 'bytes=0-99');
  expect(file).toMatchObject({ type: 'image/png', size: bytes.length, start: 0, end: 99, partial: true });
  expect(readFileSync(file?.path ?? '').equals(bytes)).toBe(true);
});

test('the same bytes are one asset, whoever adds them, and are sent once', async () => {
  const bytes = await png(300, 200);
  const there = await elsewhere();
  await vi.waitFor(() => expect(there.query('brands', {})).toHaveLength(1), soon);
  const [first, second] = await Promise.all([
    here.add(brandId, 'a.png', streamOf(bytes)),
    there.add(brandId, 'b.png', streamOf(bytes)),
  ]);
  expect(first.assetId).toBe(second.assetId);
  await uploaded(first.assetId);
  await uploaded(first.assetId, there);
  expect(readFileSync(onServer(sha256(bytes))).equals(bytes)).toBe(true);
  expect((await here.add(brandId, 'c.png', streamOf(bytes))).known).toBe(true);
  expect(here.query('library', { ...ALL, brandId }).total).toBe(1);
});

test('an upload that is cut goes on where the bytes end, over restarts of the server and the desktop', async () => {
  // More than two pieces of 4 MiB.
  const bytes = await png(2000, 1600);
  expect(bytes.length).toBeGreaterThan(8 * 1024 * 1024);
  const offsets: string[] = [];
  let patches = 0;
  line = (url, init) => {
    if (!isPatch(url, init)) return;
    patches += 1;
    offsets.push(new Headers(init?.headers).get('upload-offset') ?? '');
    if (patches === 2) throw new TypeError('fetch failed');
    // From here on the server is away.
    if (patches === 3) {
      void server.stop();
      throw new TypeError('fetch failed');
    }
  };
  const { assetId } = await here.add(brandId, 'large.png', streamOf(bytes));
  await vi.waitFor(() => expect(patches).toBeGreaterThanOrEqual(3), soon);
  expect(here.state().media.uploads).toMatchObject([{ assetId, bytes: bytes.length }]);
  await here.close();
  line = null;
  await server.stop();
  await server.again();
  here = await openDesktop({ serverUrl: server.url, from: here, fetch: fetchOnLine });
  line = (url, init) => {
    if (isPatch(url, init)) offsets.push(new Headers(init?.headers).get('upload-offset') ?? '');
  };
  await uploaded(assetId);
  expect(readFileSync(onServer(sha256(bytes))).equals(bytes)).toBe(true);
  // The first piece was sent once.
  expect(offsets.filter((offset) => offset === '0')).toHaveLength(1);
});

test('a whole upload that a crash kept from being finished is finished without sending it again', async () => {
  const bytes = await png(200, 200);
  let block = true;
  line = (url, init) => {
    // The asset's row arrives; the bytes do not, yet.
    if (block && url.includes(UPLOADS_PATH)) throw new TypeError('fetch failed');
    if (isPatch(url, init)) expect((init?.body as Uint8Array | null)?.length ?? 0).toBe(0);
  };
  const { assetId } = await here.add(brandId, 'a.png', streamOf(bytes));
  await here.until(({ sync }) => sync.status === 'up_to_date');
  // As the crash left it: every byte there, nobody told.
  const id = `${brandId}.${sha256(bytes)}`;
  const uploads = join(server.dataHome, 'media', 'uploads');
  mkdirSync(uploads, { recursive: true });
  writeFileSync(join(uploads, id), bytes);
  writeFileSync(
    join(uploads, `${id}.json`),
    JSON.stringify({
      id,
      size: bytes.length,
      offset: 0,
      metadata: {},
      creation_date: new Date().toISOString(),
    }),
  );
  block = false;
  await uploaded(assetId);
  expect(leftOnServer()).toEqual([]);
});

test('bytes that went bad on the way, or on this disk, never become the file', async () => {
  const bytes = await png(220, 200);
  let block = true;
  line = (url) => {
    if (block && url.includes(UPLOADS_PATH)) throw new TypeError('fetch failed');
  };
  const { assetId } = await here.add(brandId, 'a.png', streamOf(bytes));
  const hash = sha256(bytes);
  const own = join(here.profile, 'media', 'objects', hash.slice(0, 2), hash);
  const bad = Buffer.from(bytes);
  bad[500] = (bad[500] ?? 0) ^ 1;
  writeFileSync(own, bad);
  block = false;
  await vi.waitFor(
    () => expect(here.state().media.uploads).toMatchObject([{ state: 'failed', code: 'file_damaged' }]),
    soon,
  );
  expect(existsSync(onServer(hash))).toBe(false);
  expect(leftOnServer()).toEqual([]);
  // Mended, it is sent when the person says so.
  writeFileSync(own, bytes);
  await here.invoke('media.resume', { assetId });
  await uploaded(assetId);
});

test('an upload can be stopped, stays stopped over a restart, and goes on', async () => {
  const bytes = await png(240, 200);
  let block = true;
  line = (url) => {
    if (block && url.includes(UPLOADS_PATH)) throw new TypeError('fetch failed');
  };
  const { assetId } = await here.add(brandId, 'a.png', streamOf(bytes));
  await here.invoke('media.pause', { assetId });
  block = false;
  await here.until(({ sync }) => sync.status === 'up_to_date');
  await here.close();
  here = await openDesktop({ serverUrl: server.url, from: here });
  await here.until(({ media }) => media.uploads[0]?.state === 'paused');
  expect(asset(assetId)?.uploaded_at).toBeNull();
  await here.invoke('media.resume', { assetId });
  await uploaded(assetId);
});

test('a file for which the organization has no room waits here, and says why', async () => {
  await server.close();
  server = await startServer({ PUBLISHER: 'off', MEDIA_QUOTA_MB: '1' });
  const stranger = await openDesktop({ serverUrl: server.url });
  others.push(stranger);
  await stranger.invoke('session.signUp', {
    email: 'b@example.test',
    password: 'a long password',
    name: 'Bo',
  });
  await vi.waitFor(() => expect(stranger.query('organizations', {})).toHaveLength(1), soon);
  const brand = uuidv7();
  await stranger.mutate('brand.create', {
    id: brand,
    organization_id: stranger.query('organizations', {})[0]?.id ?? null,
    name: 'Bakery',
    time_zone: 'Europe/London',
    week_starts_on: 1,
  });
  await stranger.add(brand, 'big.png', streamOf(await png(900, 600)));
  await vi.waitFor(
    () => expect(stranger.state().media.uploads).toMatchObject([{ state: 'failed', code: 'media_quota' }]),
    soon,
  );
});

test('what is not a picture, video or PDF is refused, whatever it is called', async () => {
  const add = (name: string, words: string) => here.add(brandId, name, streamOf(Buffer.from(words)));
  await expect(add('a.png', '<svg onload="x()">')).rejects.toMatchObject({ code: 'file_type_unsupported' });
  await expect(add('a.jpg', '\0\0\0\x20ftypheic....')).rejects.toMatchObject({ code: 'file_damaged' });
  await expect(add('a.mp4', '\0\0\0\x20ftypisom....')).rejects.toMatchObject({ code: 'file_damaged' });
  await expect(
    here.add(brandId, 'cut.png', streamOf((await png(50, 50)).subarray(0, 20))),
  ).rejects.toMatchObject({ code: 'file_damaged' });
  await expect(here.add(uuidv7(), 'a.png', streamOf(await png(50, 50)))).rejects.toMatchObject({
    code: 'gone',
  });
  expect(here.query('library', { ...ALL, brandId }).total).toBe(0);
  // Nothing of them stays.
  const objects = join(here.profile, 'media', 'objects');
  const left = existsSync(objects)
    ? readdirSync(objects).flatMap((folder) => readdirSync(join(objects, folder)))
    : [];
  expect(left).toEqual([]);
});

const ALL = {
  text: '',
  folder: null,
  tag: null,
  type: null,
  minRating: 0,
  used: null,
  sort: 'newest',
  limit: 100,
} as const;

test('a file that a planned post shows stays; one nobody needs goes, and its bytes a while later', async () => {
  const bytes = await png(120, 90);
  const { assetId } = await here.add(brandId, 'a.png', streamOf(bytes));
  await uploaded(assetId);
  const post = { ...postArgs(brandId), id: uuidv7() };
  await here.mutate('post.create', post);
  await here.mutate('attachment.add', {
    brand_id: brandId,
    post_id: post.id,
    asset_id: assetId,
    connection_id: null,
    position: 0,
    alt_text: 'Dunes at dawn',
  });
  await here.mutate('post.schedule', {
    id: post.id,
    brand_id: brandId,
    when: { wall_time: '2036-03-01T09:00', time_zone: 'Europe/London', schedule_id: null, slot_key: null },
  });
  expect(here.query('post', { id: post.id })?.media).toMatchObject([
    { alt_text: 'Dunes at dawn', asset: { id: assetId } },
  ]);
  await expect(here.mutate('asset.delete', { id: assetId, brand_id: brandId })).rejects.toMatchObject({
    code: 'asset_in_use',
    details: { posts: [{ id: post.id }] },
  });
  expect(here.query('assetsPlanned', { ids: [assetId] })).toMatchObject([{ post_id: post.id }]);
  expect(asset(assetId)?.uses).toBe(1);

  await here.mutate('attachment.remove', {
    id: attachmentId(post.id, assetId, null),
    brand_id: brandId,
    post_id: post.id,
  });
  await here.mutate('asset.delete', { id: assetId, brand_id: brandId });
  await here.until(({ sync }) => sync.status === 'up_to_date');
  expect(asset(assetId)).toBeNull();
  const store = createMediaStore(server.dataHome);
  await keepMedia(server.db, store, new Date());
  expect(existsSync(onServer(sha256(bytes)))).toBe(true);

  // Put back in time it needs no upload.
  expect((await here.add(brandId, 'again.png', streamOf(bytes))).assetId).toBe(assetId);
  await uploaded(assetId);
  await here.mutate('asset.delete', { id: assetId, brand_id: brandId });
  await here.until(({ sync }) => sync.status === 'up_to_date');
  await server.db.tx({ as: 'system' }, (tx) =>
    tx.run(sql`update app.media_files set unused_since = now() - interval '31 days'`),
  );
  await keepMedia(server.db, store, new Date());
  expect(existsSync(onServer(sha256(bytes)))).toBe(false);
});

test('a planned post whose file has not arrived keeps the lid open', async () => {
  line = (url) => {
    if (url.includes(UPLOADS_PATH)) throw new TypeError('fetch failed');
  };
  const { assetId } = await here.add(brandId, 'a.png', streamOf(await png(60, 60)));
  const post = { ...postArgs(brandId), id: uuidv7() };
  await here.mutate('post.create', post);
  await here.mutate('attachment.add', {
    brand_id: brandId,
    post_id: post.id,
    asset_id: assetId,
    connection_id: null,
    position: 0,
    alt_text: null,
  });
  await here.mutate('post.schedule', {
    id: post.id,
    brand_id: brandId,
    when: { wall_time: '2036-03-01T09:00', time_zone: 'Europe/London', schedule_id: null, slot_key: null },
  });
  await here.until(({ lid }) => lid.answer === 'media_waiting');
  line = null;
  await here.until(({ lid }) => lid.answer !== 'media_waiting');
  expect(asset(assetId)?.uploaded_at).not.toBeNull();
});

/** A post of this file at a time. */
async function planned(assetId: string, wall_time: string): Promise<string> {
  const post = { ...postArgs(brandId), id: uuidv7() };
  await here.mutate('post.create', post);
  const file = { brand_id: brandId, post_id: post.id, asset_id: assetId, connection_id: null };
  await here.mutate('attachment.add', { ...file, position: 0, alt_text: null });
  const when = { wall_time, time_zone: 'Europe/London', schedule_id: null, slot_key: null };
  await here.mutate('post.schedule', { id: post.id, brand_id: brandId, when });
  return post.id;
}
const wallIn = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);
const fileOn = (desktop: TestDesktop, hash: string) =>
  join(desktop.profile, 'media', 'objects', hash.slice(0, 2), hash);

test('files of posts to come reach another device by themselves, cut lines and all; others when they are looked at', async () => {
  const [soonBytes, lateBytes] = [await png(1200, 900), await png(80, 60, 2)];
  const { assetId } = await here.add(brandId, 'soon.png', streamOf(soonBytes));
  const { assetId: late } = await here.add(brandId, 'late.png', streamOf(lateBytes));
  await planned(assetId, wallIn(3));
  await planned(late, wallIn(60));
  await uploaded(assetId);
  await uploaded(late);

  const ranges: (string | null)[] = [];
  const there = await elsewhere({
    // The line breaks in the middle of the file, twice.
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      if (!String(input).endsWith(`/api/media/${assetId}`) || !answer.body) return answer;
      ranges.push(new Headers(init?.headers).get('range'));
      if (ranges.length > 2) return answer;
      let left = 1_000_000;
      const cut = new TransformStream<Uint8Array, Uint8Array>({
        transform(chunk, controller) {
          left -= chunk.length;
          if (left <= 0) controller.error(new TypeError('terminated'));
          else controller.enqueue(chunk);
        },
      });
      return new Response(answer.body.pipeThrough(cut), { status: answer.status, headers: answer.headers });
    },
  });
  const hash = sha256(soonBytes);
  await vi.waitFor(() => expect(existsSync(fileOn(there, hash))).toBe(true), soon);
  expect(readFileSync(fileOn(there, hash)).equals(soonBytes)).toBe(true);
  expect(ranges[0]).toBeNull();
  expect(ranges).toHaveLength(3);
  // Each goes on where the last one ended.
  const from = ranges.slice(1).map((range) => Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1]));
  expect(from[0]).toBeGreaterThan(0);
  expect(from[1]).toBeGreaterThan(from[0] ?? 0);
  await there.until(({ media }) => media.downloads.length === 0);
  expect(existsSync(fileOn(there, sha256(lateBytes)))).toBe(false);
  expect(await there.core.serveMedia(`file/${late}`, null)).toMatchObject({ size: lateBytes.length });
});

test('a file that is fetched can be stopped, stays stopped over a restart, and goes on', async () => {
  const bytes = await png(900, 700);
  const { assetId } = await here.add(brandId, 'a.png', streamOf(bytes));
  await planned(assetId, wallIn(2));
  await uploaded(assetId);
  const held = Promise.withResolvers<never>();
  held.promise.catch(() => undefined);
  const slow: typeof fetch = (input, init) =>
    String(input).endsWith(`/api/media/${assetId}`) ? held.promise : fetch(input, init);
  let there = await elsewhere({ fetch: slow });
  await there.until(({ media }) => media.downloads[0]?.state === 'fetching');
  await there.invoke('media.pause', { assetId });
  // Said at once, and not when the request that is under way has noticed.
  expect(there.state().media.downloads).toMatchObject([{ assetId, state: 'paused', bytes: bytes.length }]);
  held.reject(new TypeError('fetch failed'));
  await there.close();
  others.splice(others.indexOf(there), 1);
  there = await openDesktop({ serverUrl: server.url, from: there });
  others.push(there);
  await there.until(
    ({ sync, media }) => sync.status === 'up_to_date' && media.downloads[0]?.state === 'paused',
  );
  expect(existsSync(fileOn(there, sha256(bytes)))).toBe(false);
  await there.invoke('media.resume', { assetId });
  await vi.waitFor(() => expect(existsSync(fileOn(there, sha256(bytes)))).toBe(true), soon);
});

test('what comes from the server and is not the file is thrown away', async () => {
  const bytes = await png(210, 200);
  const { assetId } = await here.add(brandId, 'a.png', streamOf(bytes));
  await uploaded(assetId);
  const bad = Buffer.from(bytes);
  bad[900] = (bad[900] ?? 0) ^ 1;
  writeFileSync(onServer(sha256(bytes)), bad);
  const there = await elsewhere();
  await uploaded(assetId, there);
  expect(await there.core.serveMedia(`file/${assetId}`, null)).toBeNull();
  expect(existsSync(fileOn(there, sha256(bytes)))).toBe(false);
  writeFileSync(onServer(sha256(bytes)), bytes);
  expect(await there.core.serveMedia(`file/${assetId}`, null)).toMatchObject({ size: bytes.length });
});
