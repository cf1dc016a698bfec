import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { timelineSchema } from '../../shared/publishing/timeline.ts';
import { createWorld, cut, until, type World } from './testing.ts';

let world: World;
let person: string;
let brand: string;
let channel: string;
beforeAll(async () => {
  world = await createWorld();
}, 60_000);
afterAll(() => world?.close());
beforeEach(async () => {
  person = await world.person();
  brand = await world.brand(person);
  channel = await world.connect(person, brand);
});

const urlOf = (post: string) =>
  `/api/publications/${publicationId(targetId(post, channel), 'once')}/timeline`;
const timeline = async (post: string) => {
  const answer = await world.request(person, 'GET', urlOf(post));
  expect(answer.statusCode, answer.body).toBe(200);
  return timelineSchema.parse(answer.json());
};

it('tells every try in order, what the platform answered, and when the next one is', async () => {
  let turn = 0;
  const worker = await world.worker(async ({ method, url }, pass) => {
    if (method !== 'POST' || !url.includes('/posts')) return pass();
    turn += 1;
    return turn === 1
      ? Response.json({ code: 'sandbox_busy', message: 'Bearer?access_token=planted-token' }, { status: 429 })
      : pass();
  });
  const post = await world.post(brand, [channel], 0);
  await until(
    () => world.publication(post, channel),
    (row) => row?.state === 'retrying',
  );
  const waits = await timeline(post);
  expect(waits).toMatchObject({
    removals: [],
    tries: [
      { n: 1, outcome: 'not_published', settled_by: 'answer', error_code: 'rate_limited', status: 429 },
    ],
  });
  expect(Date.parse(waits.next_at ?? '')).toBeGreaterThan(Date.parse(waits.tries[0]?.begun_at ?? ''));

  await world.hurry();
  await until(
    () => world.publication(post, channel),
    (row) => row?.state === 'published',
  );
  const done = await timeline(post);
  expect(done.next_at).toBeNull();
  expect(done.tries.map(({ n, outcome }) => [n, outcome])).toEqual([
    [1, 'not_published'],
    [2, 'published'],
  ]);
  const { begun_at, sent_at, settled_at } = done.tries[1] ?? {};
  expect([begun_at, sent_at, settled_at].map((at) => Date.parse(at ?? ''))).toEqual(
    [begun_at, sent_at, settled_at].map((at) => Date.parse(at ?? '')).toSorted((a, b) => a - b),
  );
  const { body } = await world.request(person, 'GET', urlOf(post));
  for (const secret of ['planted-token', 'Fresh bread', 'token":"', 'worker":'])
    expect(body).not.toContain(secret);
  await worker.stop();
});

it('says of a lost answer that a look at the platform settled it, and tells the tries to take it down', async () => {
  const worker = await world.worker(async ({ method, url }, pass) => {
    if (method !== 'POST' || !url.includes('/posts')) return pass();
    await pass();
    throw cut();
  });
  const post = await world.post(brand, [channel], 0);
  await until(
    () => world.publication(post, channel),
    (row) => row?.state === 'published',
  );
  expect(await timeline(post)).toMatchObject({ tries: [{ outcome: 'published', settled_by: 'probe' }] });
  const id = publicationId(targetId(post, channel), 'once');
  await world.system((tx) =>
    tx.run(sql`
      insert into app.removal_attempts (publication_id, n, brand_id, worker, begun_at, settled_at, outcome, error_code,
                                        error_message, answer)
      values (${id}, 1, ${brand}, 'w', now(), now(), 'failed', 'platform_down',
              ${'refused https://x.test/?access_token=planted-token'}, ${JSON.stringify({ status: 503, code: 'down' })})`),
  );
  const told = await timeline(post);
  expect(told.removals).toMatchObject([{ n: 1, outcome: 'failed', status: 503, platform_code: 'down' }]);
  expect(JSON.stringify(told)).not.toContain('planted-token');
  await worker.stop();
});

it('is for people of the brand, and nobody else learns that there is anything', async () => {
  const post = await world.post(brand, [channel], -2 * 3_600_000);
  const worker = await world.worker();
  await until(
    () => world.publication(post, channel),
    (row) => row?.state === 'missed',
  );
  await worker.stop();
  expect(await timeline(post)).toEqual({ tries: [], removals: [], next_at: null });
  const as = async (who: string) => (await world.request(who, 'GET', urlOf(post))).statusCode;
  const [member, next, stranger] = [await world.person(), await world.person(), await world.person()];
  await world.brand(stranger);
  // Of the same organization, with another of its brands.
  for (const [who, where] of [
    [member, brand],
    [next, await world.brand(person)],
  ])
    await world.system((tx) =>
      tx.run(sql`
        insert into app.memberships (organization_id, brand_id, person_id, role)
        select organization_id, id, ${who}, 'member' from app.brands where id = ${where}`),
    );
  expect([await as(member), await as(next), await as(stranger)]).toEqual([200, 404, 404]);
  expect((await world.app.inject({ method: 'GET', url: urlOf(post) })).statusCode).toBe(401);
  expect((await world.request(person, 'GET', `/api/publications/${uuidv7()}/timeline`)).statusCode).toBe(404);
});
