import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorld, until, type World } from './testing.ts';

let world: World;
let person: string;
let brand: string;
let connection: string;
beforeEach(async () => {
  world = await createWorld();
  person = await world.person();
  brand = await world.brand(person);
  connection = uuidv7();
  const channel = { id: connection, brand_id: brand, platform: 'instagram', handle: 'bakery', limits: null };
  await world.mutate(person, 'connection.addByHand', channel as never);
});
afterEach(() => world.close());

const yours = (post: string) =>
  until(
    () => world.publication(post, connection),
    (row) => row?.state === 'waiting' && row.deleted_at === null,
  );
const named = (post: string) => ({ brand_id: brand, post_id: post, connection_id: connection });
const workLeft = (post: string) =>
  world.system((tx) => tx.many(sql`select 1 from app.publication_work where post_id = ${post}`));

it('gets another name and other limits, and no account that a server or device holds does', async () => {
  const fields = { handle: 'harbour.bakery', limits: { text: 900 } };
  const edit = (id: string) => world.mutate(person, 'connection.editByHand', { id, brand_id: brand, fields });
  expect(await edit(connection)).toEqual({ status: 'applied' });
  const row = await world.system((tx) =>
    tx.one(sql`select handle, platform, limits, version from app.connections where id = ${connection}`),
  );
  expect(row).toEqual({ ...fields, platform: 'instagram', version: 2 });
  expect(await edit(await world.connect(person, brand))).toMatchObject({ code: 'not_by_hand' });
});

it('at its time a post for a channel posted to by hand waits for the person: never tried, never missed', async () => {
  await world.worker();
  const post = await world.post(brand, [connection], -10);
  expect(await yours(post)).toMatchObject({ error_code: 'by_hand', error_class: 'none', tries: 0 });
  const late = await world.post(brand, [connection], -5 * 3_600_000);
  expect(await yours(late)).toMatchObject({ error_code: 'by_hand' });
  const record = await world.post(brand, [connection], -25 * 3_600_000);
  await until(
    () => workLeft(record),
    (left) => left.length === 0,
  );
  expect(await world.publication(record, connection)).toBeUndefined();
  const attempts = await world.system((tx) => tx.many(sql`select 1 from app.publish_attempts`));
  expect(attempts).toEqual([]);
  expect(await workLeft(post)).toEqual([]);

  await world.mutate(person, 'publication.byHand', { ...named(post), out: true, url: null });
  expect(await world.publication(post, connection)).toMatchObject({ state: 'by_hand', error_code: null });
});

it('a post marked before its time is left alone by the workers', async () => {
  const post = await world.post(brand, [connection], 60_000);
  await world.mutate(person, 'publication.byHand', { ...named(post), out: true, url: 'https://a.test/p' });
  expect(await workLeft(post)).toEqual([]);
  expect(await world.publication(post, connection)).toMatchObject({
    state: 'by_hand',
    url: 'https://a.test/p',
  });
});

it('sending it through the server is refused', async () => {
  await world.worker();
  const post = await world.post(brand, [connection], -10);
  const row = await yours(post);
  const now = await world.request(person, 'POST', `/api/posts/${post}/publish-now`, {
    connection_id: connection,
  });
  expect([now.statusCode, now.json().code]).toEqual([409, 'not_holder']);
  const again = await world.request(person, 'POST', `/api/publications/${row?.id}/resolve`, {
    answer: 'send_now',
  });
  expect(again.json().code).toBe('not_holder');
});

it('a post that somebody would rather put up themselves waits for them, on a channel the server could publish to', async () => {
  const held = await world.connect(person, brand);
  const post = await world.post(brand, [held], 60_000);
  const choose = (by_hand: boolean) =>
    world.mutate(person, 'target.byHand', { brand_id: brand, post_id: post, connection_id: held, by_hand });
  expect(await choose(true)).toEqual({ status: 'applied' });
  await world.worker();
  await world.schedule(post, -10);
  const seen = (state: string) =>
    until(
      () => world.publication(post, held),
      (row) => row?.state === state && row.deleted_at === null,
    );
  expect(await seen('waiting')).toMatchObject({ error_code: 'by_hand', tries: 0 });
  expect(await workLeft(post)).toEqual([]);
  expect(await world.posted(held)).toEqual([]);
  // Another answer is another plan: it goes out by itself after all, once.
  expect(await choose(false)).toEqual({ status: 'applied' });
  await seen('published');
  expect(await world.posted(held)).toHaveLength(1);
  expect(await choose(true)).toMatchObject({ code: 'already_publishing' });
});

it('publish now is a person’s word that it is to be sent after all', async () => {
  const held = await world.connect(person, brand);
  const post = await world.post(brand, [held], 3_600_000);
  await world.mutate(person, 'target.byHand', {
    brand_id: brand,
    post_id: post,
    connection_id: held,
    by_hand: true,
  });
  await world.worker();
  const now = await world.request(person, 'POST', `/api/posts/${post}/publish-now`, { connection_id: held });
  expect(now.statusCode).toBe(200);
  await until(
    () => world.publication(post, held),
    (row) => row?.state === 'published',
  );
});
