import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ConnectorError } from '../../shared/connectors/contract.ts';
import { type MastodonDouble, startMastodon } from '../../shared/connectors/mastodon/double.ts';
import { createMastodonConnector } from '../../shared/connectors/mastodon/index.ts';
import { currentCall } from '../connectors/call.ts';
import { createSafeFetch } from '../connectors/safe-fetch.ts';
import { storeSecret } from '../modules/connections/secrets.ts';
import { createLimits, holdAllowance } from './limits.ts';
import { createWorld, noMedia, until, type World } from './testing.ts';

let world: World;
let person: string;
let instance: MastodonDouble;
const { fetch, close } = createSafeFetch({ allowPrivate: true });
beforeAll(async () => {
  [world, instance] = await Promise.all([createWorld(), startMastodon()]);
  person = await world.person();
}, 60_000);
afterAll(async () => {
  await world?.close();
  await instance?.close();
  await close();
});

/** A worker that knows one platform only would call the others switched off. */
const workers: Awaited<ReturnType<World['worker']>>[] = [];
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});
const work = async (...args: Parameters<World['worker']>) => workers.push(await world.worker(...args));

/** Time passes until every window has ended. */
async function windowsEnd(): Promise<void> {
  await world.system((tx) => tx.run(sql`update app.platform_limits set reset_at = now()`));
  await world.hurry();
}
const settled = (posts: string[], connection: string) =>
  until(
    () => Promise.all(posts.map((post) => world.publication(post, connection))),
    (rows) => rows.every((row) => row?.state === 'published'),
  );

it('what headers say is left is known to every worker: they wait for the next window and are never refused', async () => {
  const brand = await world.brand(person);
  const id = uuidv7();
  const secret = JSON.stringify({ service: instance.url, accessToken: instance.token() });
  await world.system(async (tx) => {
    await tx.run(sql`
      insert into app.connections (id, brand_id, platform, holder, device_id, handle, display_name, remote_account_id,
                                   service_url, status, status_code, created_at, updated_at, version)
      values (${id}, ${brand}, 'mastodon', 'server', null, 'bakery', 'Bakery', ${instance.person.id}, ${instance.url},
              'connected', null, now(), now(), 1)`);
    await storeSecret(tx, world.sessions(new Map()).vault, id, secret);
  });
  instance.settings.limit = 2;
  const posts: string[] = [];
  for (let n = 0; n < 5; n += 1) posts.push(await world.post(brand, [id], -10, `Loaf ${n}`));
  const connector = () => ({
    ...createMastodonConnector({ fetch, now: () => new Date(), baseUrl: instance.url, readMedia: noMedia }),
    settleMs: 50,
  });
  const before = instance.requests.length;
  for (let n = 0; n < 3; n += 1) await work(undefined, { writeMs: 5000 }, connector());
  const look = () => Promise.all(posts.map((post) => world.publication(post, id)));
  for (const out of [2, 4, 5]) {
    // Two go out in a window; the others wait, and say for what and until when.
    const rows = await until(look, (seen) =>
      seen.every((row, index) => row?.state === (index < out ? 'published' : 'retrying')),
    );
    expect(rows.slice(out).every((row) => row?.error_code === 'rate_limited' && row.next_try_at)).toBe(true);
    instance.endWindows();
    await windowsEnd();
  }
  expect((await look()).map((row) => row?.tries)).toEqual([1, 1, 1, 1, 1]);
  // One request a post, none of them refused.
  expect(instance.requests.slice(before).filter(({ method }) => method === 'POST')).toHaveLength(5);
  expect(instance.statuses().map(({ text }) => text)).toEqual([0, 1, 2, 3, 4].map((n) => `Loaf ${n}`));
});

it("the app's limit is one for all its accounts, and one claim takes one of it", async () => {
  const brand = await world.brand(person);
  const accounts: string[] = [];
  for (let n = 0; n < 4; n += 1) accounts.push(await world.connect(person, brand));
  const ends = new Date(Date.now() + 3_600_000).toISOString();
  await world.system((tx) =>
    tx.run(sql`insert into app.platform_limits (platform, connection_id, bucket, remaining, reset_at)
      values ('sandbox', null, 'post', 2, ${ends})`),
  );
  const post = await world.post(brand, accounts, -10);
  for (let n = 0; n < 2; n += 1) await work();
  const look = () => Promise.all(accounts.map((account) => world.publication(post, account)));
  const waiting = await until(look, (rows) =>
    rows.every((row) => row?.state === 'published' || row?.state === 'retrying'),
  );
  const states = waiting.map((row) => row?.state);
  expect(states.filter((state) => state === 'published')).toHaveLength(2);
  expect(waiting.filter((row) => row?.state === 'retrying').map((row) => row?.next_try_at)).toEqual([
    ends,
    ends,
  ]);
  await windowsEnd();
  await until(look, (found) => found.every((row) => row?.state === 'published'));
});

it('two brands that hold one account share what is left of it, and each sees so', async () => {
  const accounts: string[] = [];
  const posts: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    const brand = await world.brand(person);
    const account = await world.connect(person, brand);
    accounts.push(account);
    posts.push(await world.post(brand, [account], -10, `From brand ${n}`));
  }
  await world.system((tx) =>
    tx.run(sql`
      update app.connections set remote_account_id = (
        select remote_account_id from app.connections where id = ${accounts[0]}) where id = ${accounts[1]}`),
  );
  const other = await world.connect(person, await world.brand(person));
  const ends = new Date(Date.now() + 3_600_000).toISOString();
  await world.system((tx) =>
    tx.run(sql`insert into app.platform_limits (platform, connection_id, bucket, remaining, reset_at)
      values ('sandbox', ${accounts[0]}, 'post', 1, ${ends})`),
  );
  await work();
  const rows = await until(
    () => Promise.all(posts.map((post, n) => world.publication(post, accounts[n] ?? ''))),
    (seen) => seen.every((row) => row?.state === 'published' || row?.state === 'retrying'),
  );
  expect(rows.map((row) => row?.state).toSorted()).toEqual(['published', 'retrying']);
  expect(rows.find((row) => row?.state === 'retrying')?.next_try_at).toBe(ends);
  const health = async (account: string) =>
    (await world.request(person, 'GET', `/api/connections/${account}/health`)).json().limits;
  // What one of them heard later in the same window is the account's; the least counts.
  await createLimits({ db: world.db, log: world.log }).know({ id: accounts[1] ?? '', platform: 'sandbox' }, [
    { of: 'account', bucket: 'post', limit: 100, remaining: 7, resetAt: ends },
  ]);
  for (const account of accounts)
    expect(await health(account)).toMatchObject([{ of: 'account', bucket: 'post', remaining: 0 }]);
  expect(await health(other)).toEqual([]);
});

it('a refusal until a time holds the rest of the account back without asking, and another account not at all', async () => {
  const brand = await world.brand(person);
  const [full, free] = [await world.connect(person, brand), await world.connect(person, brand)];
  const retryAt = new Date(Date.now() + 3_600_000).toISOString();
  const plain = world.sandboxConnector();
  const calls: string[] = [];
  const me = await world.system((tx) =>
    tx.one<{ remote_account_id: string }>(
      sql`select remote_account_id from app.connections where id = ${full}`,
    ),
  );
  await work(
    undefined,
    {},
    {
      ...plain,
      async publish(session, armed) {
        if (session.remoteId === me?.remote_account_id) {
          calls.push(armed.content.text);
          if (calls.length === 1)
            throw new ConnectorError({
              class: 'wait',
              code: 'daily_limit',
              message: 'Enough for today.',
              retryAt,
            });
        }
        return plain.publish(session, armed);
      },
    },
  );
  const posts: string[] = [];
  for (let n = 0; n < 3; n += 1) posts.push(await world.post(brand, [full, free], -10, `Bun ${n}`));
  await settled(posts, free);
  expect(calls).toHaveLength(1);
  await until(
    () => Promise.all(posts.map((each) => world.publication(each, full))),
    (rows) => rows.every((row) => row?.state === 'retrying' && row.next_try_at === retryAt),
  );
  expect(calls).toHaveLength(1);
  await windowsEnd();
  await settled(posts, full);
  expect(calls).toHaveLength(4);
});

it('a limit that lasts beyond the grace leaves a post missed, not silent', async () => {
  const brand = await world.brand(person, 1);
  const account = await world.connect(person, brand);
  await world.system((tx) =>
    tx.run(sql`insert into app.platform_limits (platform, connection_id, bucket, remaining, reset_at)
      values ('sandbox', ${account}, 'all', 0, now() + interval '1 day')`),
  );
  // Half a second of its grace is left.
  const post = await world.post(brand, [account], -59_500);
  await work();
  const row = await until(
    () => world.publication(post, account),
    (seen) => seen?.state === 'missed',
  );
  expect(row?.error_code).toBe('missed');
});

it('where nothing is left to ask with, a lost answer is asked about when the window ends, and that is told to all', async () => {
  const brand = await world.brand(person);
  const account = await world.connect(person, brand);
  const plain = world.sandboxConnector();
  const probes = vi.fn((...args: Parameters<typeof plain.probe>) => {
    currentCall()?.answered?.({ method: 'GET', url: 'http://sandbox.test/', headers: new Headers() });
    return plain.probe(...args);
  });
  const limited = (remaining: number) =>
    world.system((tx) =>
      tx.run(sql`
        insert into app.platform_limits (platform, connection_id, bucket, remaining, reset_at)
        values ('sandbox', ${account}, 'all', ${remaining}, now() + interval '1 hour')
        on conflict (platform, connection_id, bucket) do update set remaining = excluded.remaining`),
    );
  const connector = {
    ...plain,
    probe: probes,
    limits: () => [
      {
        of: 'account' as const,
        bucket: 'media' as const,
        limit: 100,
        remaining: 3,
        resetAt: new Date(Date.now() + 3_600_000).toISOString(),
      },
    ],
    async publish(...args: Parameters<typeof plain.publish>) {
      await plain.publish(...args);
      await limited(0);
      throw new TypeError('fetch failed');
    },
  };
  const post = await world.post(brand, [account], -10);
  await work(undefined, { writeMs: 100 }, connector);
  await until(
    () => world.publication(post, account),
    (row) => row?.state === 'unknown',
  );
  const look = () =>
    world.system((tx) =>
      tx.one<{ minutes: number; phase: string }>(sql`
        select extract(epoch from look_at - now())::float8 / 60 as minutes, phase
          from app.publication_work where connection_id = ${account}`),
    );
  await until(look, (row) => row?.phase === 'resolve' && row.minutes > 59);
  expect(probes).not.toHaveBeenCalled();
  await limited(5);
  await world.system((tx) =>
    tx.run(sql`update app.publication_work set look_at = now() where connection_id = ${account}`),
  );
  await until(
    () => world.publication(post, account),
    (row) => row?.state === 'published',
  );
  const known = await world.system((tx) =>
    tx.many<{ bucket: string; remaining: number }>(
      sql`select bucket, remaining from app.platform_limits where connection_id = ${account} order by bucket`,
    ),
  );
  expect(known).toEqual([
    { bucket: 'all', remaining: 4 },
    { bucket: 'media', remaining: 3 },
  ]);
});

it('what is plentiful is told and held for nobody; within one window the least counts', async () => {
  const brand = await world.brand(person);
  const account = { id: await world.connect(person, brand), platform: 'sandbox' };
  const limits = createLimits({ db: world.db, log: world.log });
  const resetAt = new Date(Date.now() + 3_600_000).toISOString();
  const say = (remaining: number, slides?: true) =>
    limits.know(account, [
      { of: 'account', bucket: 'post', limit: 300, remaining, resetAt, ...(slides ? { slides } : {}) },
    ]);
  const take = () =>
    world.system(async (tx) => {
      const allowance = await holdAllowance(tx, [account]);
      allowance.take(account, { kind: 'reply', text: '', parentId: '' });
      return allowance.touched().length;
    });
  const health = async () =>
    (await world.request(person, 'GET', `/api/connections/${account.id}/health`)).json().limits;
  await say(200);
  expect(await take()).toBe(0);
  expect(await health()).toMatchObject([
    { of: 'account', bucket: 'post', remaining: 200, most: 300, resets_at: resetAt },
  ]);
  await say(30);
  expect(await take()).toBe(1);
  await say(250);
  expect(await health()).toMatchObject([{ remaining: 30 }]);
  expect(await take()).toBe(1);
  // A window that moves along is held only where nothing is left.
  await say(20, true);
  expect(await take()).toBe(0);
  await say(0, true);
  expect(await take()).toBe(0);
  expect(await world.system((tx) => holdAllowance(tx, [account]))).toBeDefined();
  expect(await health()).toMatchObject([{ remaining: 0 }]);
});
