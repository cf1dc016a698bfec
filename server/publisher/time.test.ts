/** What README.md says about time. */
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Connector } from '../../shared/connectors/contract.ts';
import { createSandboxConnector } from '../../shared/connectors/sandbox/index.ts';
import { startX, type XDouble } from '../../shared/connectors/x/double.ts';
import { createXConnector } from '../../shared/connectors/x/index.ts';
import { createSafeFetch } from '../connectors/safe-fetch.ts';
import { storeSecret } from '../modules/connections/secrets.ts';
import { createWorld, cut, faulty, noMedia, until, type World } from './testing.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let world: World;
let person: string;
let sandboxUrl: string;
let x: XDouble;
const { fetch: safeFetch, close } = createSafeFetch({ allowPrivate: true });
beforeAll(async () => {
  [world, x] = await Promise.all([createWorld(), startX()]);
  person = await world.person();
  sandboxUrl = await world.app.listen({ port: 0, host: '127.0.0.1' });
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
const work = async (...args: Parameters<World['worker']>) => workers.push(await world.worker(...args));
const place = async (graceMinutes?: number) => {
  const brand = await world.brand(person, graceMinutes);
  return { brand, connection: await world.connect(person, brand) };
};

it('a wall time that the clocks skip is an hour later, one they repeat is the first, a leap day is a day', async () => {
  const { brand, connection } = await place();
  const dueAt = async (wall_time: string) => {
    const post = await world.post(brand, [connection], null);
    const when = { wall_time, time_zone: 'Europe/Paris', schedule_id: null, slot_key: null };
    expect(await world.mutate(person, 'post.schedule', { id: post, brand_id: brand, when })).toMatchObject({
      status: 'applied',
    });
    const row = await world.system((tx) =>
      tx.one<{ due_at: string }>(sql`select due_at from app.publication_work where post_id = ${post}`),
    );
    return row?.due_at;
  };
  expect(await dueAt('2027-03-28T02:30')).toBe('2027-03-28T01:30:00.000Z');
  expect(await dueAt('2027-10-31T02:30')).toBe('2027-10-31T00:30:00.000Z');
  expect(await dueAt('2028-02-29T09:00')).toBe('2028-02-29T08:00:00.000Z');
});

it('a server that was down for a day sends what is within the grace and says of all else that it was missed', async () => {
  const { brand, connection } = await place();
  const patient = await place(3 * 24 * 60);
  const old: string[] = [];
  for (const hours of [26, 12, 2])
    old.push(await world.post(brand, [connection], -hours * HOUR, `Due ${hours} h ago`));
  const fresh = await world.post(brand, [connection], -HOUR / 2, 'Due half an hour ago');
  const waited = await world.post(patient.brand, [patient.connection], -DAY, 'A brand with patience');
  const coming = await world.post(brand, [connection], DAY, 'Due tomorrow');
  await work();
  const states = await until(
    () =>
      Promise.all([...old, fresh].map(async (post) => (await world.publication(post, connection))?.state)),
    (seen) => seen.every((state) => state === 'missed' || state === 'published'),
  );
  expect(states).toEqual(['missed', 'missed', 'missed', 'published']);
  const late = await until(
    () => world.publication(waited, patient.connection),
    (row) => row?.state === 'published',
  );
  expect(late?.late_ms).toBeGreaterThanOrEqual(DAY);
  expect((await world.posted(connection)).map(({ text }) => text)).toEqual(['Due half an hour ago']);
  expect(await world.publication(coming, connection)).toBeUndefined();
});

it.each([
  ['forward', HOUR],
  ['back', -HOUR],
])('a clock that jumps an hour %s while something is sent: it is out once', async (_way, jump) => {
  const { brand, connection } = await place();
  const plain = createSandboxConnector({
    fetch: safeFetch,
    now: () => new Date(),
    baseUrl: sandboxUrl,
    readMedia: noMedia,
  });
  const real = Date.now;
  const words = `Once ${jump}`;
  let calls = 0;
  const connector: Connector = {
    ...plain,
    settleMs: 50,
    async publish(session, armed) {
      if (armed.content.text !== words) return plain.publish(session, armed);
      calls += 1;
      if (calls > 1) return plain.publish(session, armed);
      // The wall clock moves between arming and the write; the one that never jumps goes on.
      Date.now = () => real() + jump;
      try {
        if (jump > 0) return await plain.publish(session, armed);
        // It hangs instead, and the clock on the wall would leave it another hour.
        await new Promise((_done, failed) =>
          armed.signal.addEventListener('abort', () => failed(armed.signal.reason)),
        );
        return await plain.publish(session, armed);
      } finally {
        Date.now = real;
      }
    },
  };
  await work(undefined, { writeMs: 600 }, connector);
  const post = await world.post(brand, [connection], -10, words);
  const hurried = setInterval(() => void world.hurry(), 100);
  const row = await until(
    () => world.publication(post, connection),
    (seen) => seen?.state === 'published',
  ).finally(() => clearInterval(hurried));
  expect(calls).toBe(2);
  expect((await world.attempts(row?.id ?? '')).map(({ state, settled_by }) => [state, settled_by])).toEqual([
    ['rejected', 'probe'],
    ['confirmed', 'answer'],
  ]);
  expect(await world.posted(connection)).toHaveLength(1);
});

it('the same words every week, on a platform without keys: each week has its own, lost answers or not', async () => {
  const brand = await world.brand(person);
  const id = uuidv7();
  const { access_token: accessToken, refresh_token: refreshToken } = x.grant();
  const secret = JSON.stringify({ accessToken, refreshToken, expiresAt: Date.now() + 2 * HOUR });
  await world.system(async (tx) => {
    await tx.run(sql`
      insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name, remote_account_id,
                                   service_url, status, status_code, created_at, updated_at, version)
      values (${id}, ${brand}, 'x', 'server', null, 'bakery', 'Bakery', ${x.user.id}, null, 'connected', null, now(), now(), 1)`);
    await storeSecret(tx, world.sessions(new Map()).vault, id, secret);
  });
  // The first week's answer is lost; so is the whole of the second week's call, and the third week is calm.
  let calls = 0;
  const lossy = faulty(fetch, async ({ url, method }, pass) => {
    if (method !== 'POST' || !url.endsWith('/2/tweets')) return pass();
    calls += 1;
    if (calls === 2) throw cut();
    const answer = await pass();
    if (calls === 1) throw cut();
    return answer;
  });
  const app = { clientId: x.clientId, clientSecret: x.clientSecret, authorizeUrl: x.authorizeUrl };
  const connector = createXConnector({
    fetch: lossy,
    now: () => new Date(),
    baseUrl: x.url,
    readMedia: noMedia,
    app,
  });
  await work(undefined, { writeMs: 400 }, { ...connector, settleMs: 50 });
  const words = 'Fresh rye every Saturday';
  const ids: (string | null | undefined)[] = [];
  const hurried = setInterval(() => void world.hurry(), 100);
  for (let week = 0; week < 3; week += 1) {
    const post = await world.post(brand, [id], -10, words);
    const row = await until(
      () => world.publication(post, id),
      (seen) => seen?.state === 'published',
    );
    ids.push(row?.remote_id);
  }
  clearInterval(hurried);
  const there = x.posts().filter(({ text }) => text === words);
  expect(there).toHaveLength(3);
  expect(new Set(ids)).toEqual(new Set(there.map(({ id: remote }) => remote)));
});
