import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorld, cut, until, type World } from './testing.ts';

let world: World;
let person: string;
let brand: string;
let connection: string;
beforeEach(async () => {
  world = await createWorld();
  person = await world.person();
  brand = await world.brand(person);
  connection = await world.connect(person, brand);
});
afterEach(() => world.close());

const state = (post: string, wanted: string) =>
  until(
    () => world.publication(post, connection),
    (row) => row?.state === wanted,
  );
const answer = (id: string | undefined, what: string) =>
  world.request(person, 'POST', `/api/publications/${id}/resolve`, { answer: what });
const remove = () => world.mutate(person, 'connection.remove', { id: connection, brand_id: brand });

it('what did not go out of an account that was removed is given up, and sent nowhere', async () => {
  const post = await world.post(brand, [connection], -10);
  await remove();
  await world.worker();
  const failed = await state(post, 'failed');
  expect(failed).toMatchObject({ error_code: 'connection_removed' });
  const refused = await answer(failed?.id, 'send_now');
  expect([refused.statusCode, refused.json()]).toEqual([
    409,
    expect.objectContaining({ code: 'connection_removed' }),
  ]);
  const now = await world.request(person, 'POST', `/api/posts/${post}/publish-now`, {
    connection_id: connection,
  });
  expect([now.statusCode, now.json().code]).toEqual([409, 'connection_removed']);
  expect((await answer(failed?.id, 'cancel')).statusCode).toBe(200);
  await state(post, 'cancelled');
});

it('what may be out of an account that was removed is settled by a person’s word', async () => {
  const worker = await world.worker(async ({ url, method }, pass) => {
    if (method === 'POST' && url.endsWith('/posts')) throw cut();
    if (url.includes('/by-key/')) throw cut();
    return pass();
  });
  const [out, lost] = [
    await world.post(brand, [connection], -10),
    await world.post(brand, [connection], -10),
  ];
  const ids = [(await state(out, 'unknown'))?.id, (await state(lost, 'unknown'))?.id];
  await worker.stop();
  await remove();
  expect((await answer(ids[0], 'cancel')).json()).toMatchObject({ code: 'outcome_unknown' });
  expect((await answer(ids[0], 'published')).statusCode).toBe(200);
  expect((await answer(ids[1], 'not_published')).statusCode).toBe(200);
  await state(out, 'published');
  expect(await state(lost, 'missed')).toMatchObject({ error_code: 'person_says_missing' });
  expect(await world.work()).toBe(0);
});
