import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UPLOADS_PATH, uploadId } from '../../../shared/media/api.ts';
import { assetId } from '../../../shared/mutators/asset.ts';
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { testDeps } from '../../../tests/support/deps.ts';
import { film } from '../../../tests/support/films.ts';
import { gradient, sha256 } from '../../../tests/support/pictures.ts';
import { type BuiltApp, buildApp } from '../../app.ts';
import { createLog } from '../../log.ts';
import { processMutation } from '../../sync/push/process.ts';
import { mediaModule } from './index.ts';
import { createMediaLinks } from './links.ts';

let database: TestDatabase;
let built: BuiltApp;
let url: string;
const dataHome = mkdtempSync(join(tmpdir(), 'media-'));

beforeAll(async () => {
  database = await testDatabase();
  built = await buildApp({
    ...testDeps(database.db, { env: { PILLARBOX_DATA: dataHome, MEDIA_MAX_FILE_MB: '1' } }),
    modules: [mediaModule],
  });
  url = await built.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await built?.close();
  await database?.drop();
  rmSync(dataHome, { recursive: true, force: true });
});

/** Somebody with a brand of their own. */
async function tenant(): Promise<{ person: string; brand: string }> {
  const [person, brand] = [uuidv7(), uuidv7()];
  await database.db.tx({ as: 'system' }, async (tx) => {
    await tx.run(
      sql`insert into app.people (id, email, name) values (${person}, ${`${person}@example.test`}, 'Ada')`,
    );
    await tx.run(sql`
      insert into app.brands (id, organization_id, name, time_zone, created_at, updated_at, version)
      select ${brand}, o.id, 'Bakery', 'Europe/Paris', now(), now(), 1
        from app.organizations o where o.created_by = ${person} and o.personal`);
  });
  return { person, brand };
}

const mutate = (person: string, name: string, args: unknown) =>
  processMutation(
    { db: database.db, log: createLog({ level: 'silent' }), now: () => new Date() },
    { id: uuidv7(), personId: person },
    { id: 1, uuid: uuidv7(), name, args, made_at: new Date().toISOString() },
  );

/** A picture in a brand's library. */
async function add(
  { person, brand }: { person: string; brand: string },
  bytes: Uint8Array,
  mime = 'image/jpeg',
) {
  const args = {
    brand_id: brand,
    sha256: sha256(bytes),
    name: 'a.jpg',
    mime,
    bytes: bytes.length,
    width: 8,
    height: 8,
    duration_ms: null,
    codec: null,
    alt_text: '',
    folder: '',
    tags: [],
    rating: 0,
  };
  const outcome = await mutate(person, 'asset.add', args);
  expect(outcome).toMatchObject({ status: 'applied' });
  return assetId(brand, sha256(bytes));
}

const ask = (
  person: string,
  path: string,
  method = 'GET',
  headers: Record<string, string> = {},
  body?: Uint8Array,
) =>
  fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${person}`, 'tus-resumable': '1.0.0', ...headers },
    ...(body ? { body: body as Uint8Array<ArrayBuffer> } : {}),
  });
const create = (person: string, brand: string, hash: string, length: number) =>
  ask(person, UPLOADS_PATH, 'POST', {
    'upload-length': String(length),
    'upload-metadata': `brand_id ${btoa(brand)},sha256 ${btoa(hash)}`,
  });
const patch = (person: string, brand: string, hash: string, offset: number, body: Uint8Array) =>
  ask(
    person,
    `${UPLOADS_PATH}/${uploadId(brand, hash)}`,
    'PATCH',
    { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
    body,
  );
async function send(who: { person: string; brand: string }, bytes: Uint8Array) {
  expect((await create(who.person, who.brand, sha256(bytes), bytes.length)).status).toBe(201);
  expect((await patch(who.person, who.brand, sha256(bytes), 0, bytes)).status).toBe(204);
}

it('nobody sends to, reads from, or learns of another tenant’s library, whatever they know', async () => {
  const [ada, eve] = [await tenant(), await tenant()];
  const bytes = await gradient(64, 64, 1).jpeg(80);
  const hash = sha256(bytes);
  const id = await add(ada, bytes);
  const upload = `${UPLOADS_PATH}/${uploadId(ada.brand, hash)}`;
  expect((await create(eve.person, ada.brand, hash, bytes.length)).status).toBe(403);
  await send(ada, bytes);
  for (const method of ['HEAD', 'DELETE', 'PATCH']) {
    const headers: Record<string, string> =
      method === 'PATCH' ? { 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' } : {};
    expect((await ask(eve.person, upload, method, headers)).status).toBe(403);
  }
  expect((await ask(eve.person, `/api/media/${id}`)).status).toBe(404);
  expect((await ask(eve.person, `/api/media/${id}/thumb`)).status).toBe(404);
  expect((await ask('nobody', `/api/media/${id}`)).status).toBe(401);
  expect((await ask('nobody', UPLOADS_PATH, 'POST')).status).toBe(401);

  // Knowing the hash makes an asset of Eve's own, without bytes: she has to bring them.
  const own = await add(eve, bytes);
  const claimed = await database.db.tx({ as: 'system' }, (tx) =>
    tx.one<{ uploaded_at: string | null }>(sql`select uploaded_at from app.assets where id = ${own}`),
  );
  expect(claimed?.uploaded_at).toBeNull();
  expect((await ask(eve.person, `/api/media/${own}`)).status).toBe(404);
  await send(eve, bytes);
  expect((await ask(eve.person, `/api/media/${own}`)).status).toBe(200);
  const objects = join(dataHome, 'media', 'objects', hash.slice(0, 2), hash);
  expect(existsSync(objects)).toBe(true);
});

it('a file is served whole, from a place on, and as a small picture, and no browser shows it as a page', async () => {
  const ada = await tenant();
  const bytes = await gradient(900, 600, 2).jpeg(80);
  const id = await add(ada, bytes);
  expect((await ask(ada.person, `/api/media/${id}`)).status).toBe(404);
  await send(ada, bytes);
  const whole = await ask(ada.person, `/api/media/${id}`);
  expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
  expect(whole.headers.get('content-disposition')).toBe('attachment');
  expect(whole.headers.get('content-security-policy')).toContain('sandbox');
  expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
  const rest = await ask(ada.person, `/api/media/${id}`, 'GET', { range: 'bytes=100-' });
  expect(rest.status).toBe(206);
  expect(Buffer.from(await rest.arrayBuffer()).equals(bytes.subarray(100))).toBe(true);
  const thumb = await ask(ada.person, `/api/media/${id}/thumb`);
  expect(thumb.headers.get('content-type')).toBe('image/webp');
  expect((await thumb.arrayBuffer()).byteLength).toBeGreaterThan(100);
});

it('a film that goes out is fetched at its signed address, from a place on, and nothing else there', async () => {
  const ada = await tenant();
  const bytes = await film('mp4');
  await add(ada, bytes, 'video/mp4');
  await send(ada, bytes);
  const { vaultKeys, now } = testDeps(database.db);
  const facts = { bytes: bytes.length, width: 320, height: 180, duration_ms: 2000, codec: 'vp9', alt: '' };
  const path = createMediaLinks({ vaultKeys, now }).make({
    sha256: sha256(bytes),
    mime: 'video/mp4',
    ...facts,
  });
  const whole = await fetch(`${url}${path}`);
  expect(whole.headers.get('content-type')).toBe('video/mp4');
  expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);
  const rest = await fetch(`${url}${path}`, { headers: { range: 'bytes=100-' } });
  expect(rest.status).toBe(206);
  expect(Buffer.from(await rest.arrayBuffer()).equals(bytes.subarray(100))).toBe(true);
  expect((await fetch(`${url}${path}x`)).status).toBe(404);
});

it('only the file that was added is taken: not another size, other bytes, another type or one too large', async () => {
  const ada = await tenant();
  const bytes = await gradient(70, 70, 3).jpeg(80);
  const hash = sha256(bytes);
  expect((await create(ada.person, ada.brand, hash, bytes.length)).status).toBe(404);
  await add(ada, bytes);
  expect((await create(ada.person, ada.brand, hash, bytes.length + 1)).status).toBe(422);
  expect((await create(ada.person, ada.brand, hash, 2_000_000)).status).toBe(413);
  const other = Buffer.from(bytes);
  other[200] = (other[200] ?? 0) ^ 1;
  expect((await create(ada.person, ada.brand, hash, bytes.length)).status).toBe(201);
  expect((await patch(ada.person, ada.brand, hash, 0, other)).status).toBe(422);
  // It begins anew after that.
  expect((await ask(ada.person, `${UPLOADS_PATH}/${uploadId(ada.brand, hash)}`, 'HEAD')).status).toBe(404);
  await send(ada, bytes);
  expect((await create(ada.person, ada.brand, hash, bytes.length)).status).toBe(409);

  const page = Buffer.from('<script>alert(1)</script>');
  await add(ada, page, 'text/html');
  expect((await create(ada.person, ada.brand, sha256(page), page.length)).status).toBe(415);
  const disguised = Buffer.from('<script>alert(2)</script>');
  await add(ada, disguised, 'image/png');
  expect((await create(ada.person, ada.brand, sha256(disguised), disguised.length)).status).toBe(201);
  expect((await patch(ada.person, ada.brand, sha256(disguised), 0, disguised)).status).toBe(422);
});

it('pieces join where the last one ended, and a second beginning does not cut off what came', async () => {
  const ada = await tenant();
  const bytes = await gradient(300, 300, 4).jpeg(90);
  const hash = sha256(bytes);
  await add(ada, bytes);
  expect((await create(ada.person, ada.brand, hash, bytes.length)).status).toBe(201);
  const first = await patch(ada.person, ada.brand, hash, 0, bytes.subarray(0, 1000));
  expect(first.headers.get('upload-offset')).toBe('1000');
  expect((await create(ada.person, ada.brand, hash, bytes.length)).status).toBe(409);
  expect((await patch(ada.person, ada.brand, hash, 0, bytes.subarray(0, 1000))).status).toBe(409);
  expect((await patch(ada.person, ada.brand, hash, 1000, bytes.subarray(1000))).status).toBe(204);
});

it('a file that a planned post shows is not deleted, and the refusal names the post', async () => {
  const { person, brand } = await tenant();
  const bytes = await gradient(20, 20, 5).jpeg(80);
  const id = await add({ person, brand }, bytes);
  const post = {
    id: uuidv7(),
    brand_id: brand,
    title: 'Summer loaves',
    caption: '',
    notes: '',
    hashtags: [],
    link: null,
    pillar_id: null,
    when: null,
  };
  await mutate(person, 'post.create', post);
  const file = { brand_id: brand, post_id: post.id, asset_id: id, connection_id: null };
  await mutate(person, 'attachment.add', { ...file, position: 0, alt_text: null });
  const when = {
    wall_time: '2036-03-01T09:00',
    time_zone: 'Europe/London',
    schedule_id: null,
    slot_key: null,
  };
  await mutate(person, 'post.schedule', { id: post.id, brand_id: brand, when });
  expect(await mutate(person, 'asset.delete', { id, brand_id: brand })).toMatchObject({
    status: 'rejected',
    code: 'asset_in_use',
    details: { posts: [{ id: post.id, title: 'Summer loaves' }] },
  });
  await mutate(person, 'post.unschedule', { id: post.id, brand_id: brand });
  expect(await mutate(person, 'asset.delete', { id, brand_id: brand })).toMatchObject({ status: 'applied' });
});

it('names that lead out of the folder are no names', async () => {
  const ada = await tenant();
  writeFileSync(join(dataHome, 'secret'), 'x');
  for (const name of ['..%2f..%2fsecret', `${ada.brand}.${'A'.repeat(64)}`, `${ada.brand}.`, '%00']) {
    expect((await ask(ada.person, `${UPLOADS_PATH}/${name}`, 'HEAD')).status, name).toBe(404);
  }
  expect((await create(ada.person, ada.brand, '../../secret', 1)).status).toBe(400);
});
