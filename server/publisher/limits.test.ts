import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { ConnectorError } from '../../shared/connectors/contract.ts';
import { type MastodonDouble, startMastodon } from '../../shared/connectors/mastodon/double.ts';
import { createMastodonConnector } from '../../shared/connectors/mastodon/index.ts';
import { createSafeFetch } from '../connectors/safe-fetch.ts';
import { storeSecret } from '../modules/connections/secrets.ts';
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
