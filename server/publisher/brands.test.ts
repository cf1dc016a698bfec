/** One account that two brands hold, on a platform without keys. */
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startX, type XDouble } from '../../shared/connectors/x/double.ts';
import { createXConnector } from '../../shared/connectors/x/index.ts';
import { createSafeFetch } from '../connectors/safe-fetch.ts';
import { storeSecret } from '../modules/connections/secrets.ts';
import { createWorld, cut, type Fault, faulty, noMedia, until, type World } from './testing.ts';

let world: World;
let person: string;
let x: XDouble;
const { fetch, close } = createSafeFetch({ allowPrivate: true });
beforeAll(async () => {
  [world, x] = await Promise.all([createWorld(), startX()]);
  person = await world.person();
}, 60_000);
afterAll(async () => {
  await world?.close();
  await x?.close();
  await close();
});
const workers: Awaited<ReturnType<World['worker']>>[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});

/** The same account of X in a brand of its own, connected as each brand does: with its own tokens. */
async function place() {
  const brand = await world.brand(person);
  const id = uuidv7();
  const { access_token: accessToken, refresh_token: refreshToken } = x.grant();
  const secret = JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 7_200_000 });
  await world.system(async (tx) => {
    await tx.run(sql`
      insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name, remote_account_id,
                                   service_url, status, status_code, created_at, updated_at, version)
      values (${id}, ${brand}, 'x', 'server', null, 'bakery', 'Bakery', ${x.user.id}, null, 'connected', null, now(), now(), 1)`);
    await storeSecret(tx, world.sessions(new Map()).vault, id, secret);
  });
  return { brand, id, token: accessToken };
}
/** @param posting what becomes of the calls that post @param asking of the looks at what the account posted */
async function work(posting: Fault, writeMs: number, asking: Fault = (_request, pass) => pass()) {
  const lossy = faulty(fetch, (request, pass) => {
    if (request.method === 'POST' && request.url.endsWith('/2/tweets')) return posting(request, pass);
    return request.url.includes('/tweets?') ? asking(request, pass) : pass();
  });
  const app = { clientId: x.clientId, clientSecret: x.clientSecret, authorizeUrl: x.authorizeUrl };
  const at = { fetch: lossy, now: () => new Date(), baseUrl: x.url, readMedia: noMedia, app };
  workers.push(await world.worker(undefined, { writeMs }, { ...createXConnector(at), settleMs: 50 }));
}
const by = (headers: Headers, { token }: { token: string }) =>
  headers.get('authorization') === `Bearer ${token}`;
type Place = Awaited<ReturnType<typeof place>>;
const out = async (post: string, { id }: Place) =>
  until(
    async () => {
      await world.hurry();
      return world.publication(post, id);
    },
    (row) => row?.state === 'published',
  );
const there = (words: string) =>
  x
    .posts()
    .filter(({ text }) => text === words)
    .map(({ id }) => id)
    .toSorted();

it('what went out for one brand is not what another brand lost', async () => {
  const [a, b] = [await place(), await place()];
  const words = 'Open on Sunday';
  let lost = 0;
  await work(async ({ headers }, pass) => {
    if (!by(headers, b) || lost > 0) return pass();
    lost += 1;
    throw cut();
  }, 400);
  const first = await out(await world.post(a.brand, [a.id], -10, words), a);
  const second = await out(await world.post(b.brand, [b.id], -10, words), b);
  expect(lost).toBe(1);
  expect([first?.remote_id, second?.remote_id].toSorted()).toEqual(there(words));
  expect(there(words)).toHaveLength(2);
});

it('nor is what went out for a connection that was removed since', async () => {
  const [a, b] = [await place(), await place()];
  const words = 'Closed on Monday';
  let lost = 0;
  await work(async ({ headers }, pass) => {
    if (!by(headers, b) || lost > 0) return pass();
    lost += 1;
    throw cut();
  }, 400);
  await out(await world.post(a.brand, [a.id], -10, words), a);
  await world.system((tx) => tx.run(sql`update app.connections set deleted_at = now() where id = ${a.id}`));
  await out(await world.post(b.brand, [b.id], -10, words), b);
  expect(there(words)).toHaveLength(2);
});

it('two brands that lose the same words at once each find their own', async () => {
  const [a, b] = [await place(), await place()];
  const words = 'Rolls are half price from five';
  // The one arrives and its answer does not; the other never arrives.
  const lost = new Set<string>();
  await work(async ({ headers }, pass) => {
    const who = headers.get('authorization') ?? '';
    if (lost.has(who)) return pass();
    lost.add(who);
    if (by(headers, a)) await pass();
    throw cut();
  }, 400);
  const posts = [
    await world.post(a.brand, [a.id], -10, words),
    await world.post(b.brand, [b.id], -10, words),
  ] as const;
  const rows = await Promise.all([out(posts[0], a), out(posts[1], b)]);
  expect(lost.size).toBe(2);
  expect(rows.map((row) => row?.remote_id ?? '').toSorted()).toEqual(there(words));
  expect(there(words)).toHaveLength(2);
});

it('what another brand is sending at this moment is not taken for what was lost', async () => {
  const [a, b] = [await place(), await place()];
  const words = 'The oven is hot';
  const arrived = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  let [lost, asked] = [0, 0];
  let other = '';
  await work(
    async ({ headers }, pass) => {
      if (by(headers, b)) {
        if (lost > 0) return pass();
        lost += 1;
        throw cut();
      }
      const said = await pass();
      arrived.resolve();
      await answer.promise;
      return said;
    },
    2000,
    async (_request, pass) => {
      asked += 1;
      if (asked > 1) return pass();
      // It is asked about before the other begins, and answered when that is there and nobody has heard so.
      other = await world.post(a.brand, [a.id], -10, words);
      await arrived.promise;
      return pass();
    },
  );
  const own = await world.post(b.brand, [b.id], -10, words);
  await until(
    async () => {
      const row = await world.publication(own, b.id);
      const work = await world.system((tx) =>
        tx.one<{ soon: boolean }>(sql`
          select look_at < clock_timestamp() + interval '30 seconds' as soon from app.publication_work
           where connection_id = ${b.id}`),
      );
      return asked > 0 && (row?.state === 'published' || work?.soon === true);
    },
    (done) => done,
  );
  answer.resolve();
  const first = await out(other, a);
  await world.system((tx) =>
    tx.run(sql`update app.publication_work set look_at = clock_timestamp() where phase = 'resolve'`),
  );
  const rows = [first, await out(own, b)];
  expect(rows.map((row) => row?.remote_id ?? '').toSorted()).toEqual(there(words));
  expect(there(words)).toHaveLength(2);
});
