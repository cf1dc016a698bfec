import sql from 'sql-template-tag';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Connector, ConnectorError } from '../../../shared/connectors/contract.ts';
import { commentId } from '../../../shared/mutators/comment.ts';
import { currentCall } from '../../connectors/call.ts';
import { createWorld, cut, type Fault, until, type World } from '../../publisher/testing.ts';
import { createCollector, pollAfter } from './collector.ts';

let world: World;
let person: string;
let brand: string;
let connection: string;
let page: string;
let post: string;
beforeEach(async () => {
  world = await createWorld();
  person = await world.person();
  brand = await world.brand(person);
  connection = await world.connect(person, brand);
  post = await world.post(brand, [connection], -10);
  const publisher = await world.worker();
  const row = await until(
    () => world.publication(post, connection),
    (seen) => seen?.state === 'published',
  );
  await publisher.stop();
  page = new URL(row?.url ?? '').pathname;
});
afterEach(() => world.close());

const collector = (fault?: Fault) =>
  createCollector({
    db: world.db,
    log: world.log,
    intervalMs: 1000,
    sessions: world.sessions(new Map([['sandbox', world.sandboxConnector(fault)]])),
  });
const visit = (text: string) =>
  world.app.inject({
    method: 'POST',
    url: page,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ name: 'Vera', text }).toString(),
  });
const comments = () =>
  world.system((tx) =>
    tx.many<{
      id: string;
      remote_id: string;
      text: string;
      status: string;
      post_id: string;
      version: number;
    }>(sql`select * from app.comments where brand_id = ${brand} order by commented_at`),
  );
const due = () => world.system((tx) => tx.run(sql`update app.comment_polls set next_at = now()`));

it('brings in each comment once, whoever looks and however often', async () => {
  await visit('one');
  await visit('two');
  const counts = await Promise.all([collector().collect(), collector().collect()]);
  expect(counts.toSorted()).toEqual([0, 2]);
  await due();
  expect(await collector().collect()).toBe(0);
  await visit('three');
  await due();
  expect(await collector().collect()).toBe(1);
  const found = await comments();
  expect(found.map(({ text, status, post_id }) => [text, status, post_id])).toEqual(
    ['one', 'two', 'three'].map((text) => [text, 'open', post]),
  );
  expect(found[0]?.id).toBe(commentId(connection, found[0]?.remote_id ?? ''));
});

it('is not asked again before its time, unless a person wants it now', async () => {
  await collector().collect();
  await visit('soon');
  expect(await collector().collect()).toBe(0);
  expect(await collector().collect(brand)).toBe(1);
});

it('a comment that changed is changed here; its status stays', async () => {
  await visit('first words');
  await collector().collect();
  await world.system((tx) => tx.run(sql`update app.comments set status = 'done'`));
  await world.database.owner(sql`update sandbox.comments set text = 'other words'`);
  await world.system((tx) => tx.run(sql`update app.comment_polls set cursor = null`));
  expect(await collector().collect(brand)).toBe(0);
  expect(await comments()).toMatchObject([{ text: 'other words', status: 'done', version: 2 }]);
});

it('a platform that cannot be read changes nothing but the next look', async () => {
  await visit('hidden');
  const broken = collector(async ({ url }, pass) => {
    if (url.includes('/comments?')) throw cut();
    return pass();
  });
  expect(await broken.collect()).toBe(0);
  const state = await world.system((tx) =>
    tx.one(sql`
      select c.status, p.failures, p.next_at > now() as later from app.connections c
        join app.comment_polls p on p.connection_id = c.id where c.id = ${connection}`),
  );
  expect(state).toEqual({ status: 'connected', failures: 1, later: true });
  expect(await collector().collect(brand)).toBe(1);
});

describe('several posts of an account', () => {
  let posts: string[];
  beforeEach(async () => {
    posts = [];
    const publisher = await world.worker();
    for (let n = 0; n < 12; n += 1) posts.push(await world.post(brand, [connection], -10, `Post ${n}`));
    await until(
      () => Promise.all(posts.map((each) => world.publication(each, connection))),
      (rows) => rows.every((row) => row?.state === 'published'),
    );
    await publisher.stop();
    for (const each of [...posts, post]) {
      const { url } = (await world.publication(each, connection)) ?? {};
      page = new URL(url ?? '').pathname;
      await visit(`About ${each}`);
    }
  });
  const failing = () =>
    world.system((tx) =>
      tx.many<{ post_id: string; error_code: string }>(sql`
        select b.post_id, p.error_code from app.comment_polls p join app.publications b on b.id = p.publication_id
         where p.failures > 0`),
    );
  const breaking = (broken: readonly string[], failure: () => Error | Response) => {
    const asked: string[] = [];
    const looks = collector(async ({ url }, pass) => {
      if (!url.includes('/comments?')) return pass();
      asked.push(url);
      const about = new URL(url, 'http://sandbox.invalid').searchParams.get('posts')?.split(',') ?? [];
      if (!about.some((id) => broken.includes(id))) return pass();
      const answer = failure();
      if (answer instanceof Error) throw answer;
      return answer;
    });
    return { looks, asked };
  };
  const remoteIds = async (these: readonly string[]) =>
    (await Promise.all(these.map((each) => world.publication(each, connection)))).map(
      (row) => row?.remote_id ?? '',
    );

  it('one that cannot be read keeps none of the others from being read', async () => {
    const bad = [posts[0] ?? '', posts[7] ?? ''];
    const { looks } = breaking(
      await remoteIds(bad),
      () => new Response(JSON.stringify({ code: 'odd', message: 'no' }), { status: 422 }),
    );
    expect(await looks.collect(brand)).toBe(11);
    const found = new Set((await comments()).map(({ post_id }) => post_id));
    expect([...posts, post].filter((each) => !found.has(each)).toSorted()).toEqual(bad.toSorted());
    expect((await failing()).map(({ post_id }) => post_id).toSorted()).toEqual(bad.toSorted());
  });

  it('an account that is signed out is asked once, and all of its posts wait', async () => {
    const { looks, asked } = breaking(
      await remoteIds([...posts, post]),
      () => new Response(JSON.stringify({ code: 'sandbox_unauthorized', message: 'no' }), { status: 401 }),
    );
    expect(await looks.collect(brand)).toBe(0);
    expect(asked).toHaveLength(1);
    expect(await failing()).toHaveLength(13);
  });

  it('where none of them can be read, the rest is not asked', async () => {
    const { looks, asked } = breaking(await remoteIds([...posts, post]), cut);
    expect(await looks.collect(brand)).toBe(0);
    // Ten together, of which the first fails, then each of them.
    expect(asked).toHaveLength(11);
    expect(await failing()).toHaveLength(13);
  });
});

it.each([
  ['a token that is refused', 401, 'sandbox_unauthorized'],
  ['a permission that is missing', 403, 'sandbox_forbidden'],
  ['too many questions', 429, 'sandbox_too_many'],
  ['a platform that is down', 503, 'down'],
])('comments that cannot be read for %s change nothing of the account', async (_why, status, code) => {
  await visit('later');
  const refused = collector(async ({ url }, pass) =>
    url.includes('/comments?') ? new Response(JSON.stringify({ code, message: 'no' }), { status }) : pass(),
  );
  const known = () =>
    world.system((tx) =>
      tx.one(sql`
        select status, status_code, version, updated_at,
               (select count(*) from app.platform_limits where connection_id = c.id) as limits
          from app.connections c where id = ${connection}`),
    );
  const before = await known();
  expect(before).toMatchObject({ status: 'connected', status_code: null });
  expect(await refused.collect(brand)).toBe(0);
  expect(await refused.collect(brand)).toBe(0);
  expect(await known()).toEqual(before);
  // And the next look, when the platform answers again, has them.
  expect(await collector().collect(brand)).toBe(1);
});

describe('limits shared with what goes out', () => {
  const soon = () => new Date(Date.now() + 3_600_000).toISOString();
  const left = (remaining: number) =>
    world.system((tx) =>
      tx.run(sql`
        insert into app.platform_limits (platform, connection_id, bucket, remaining, reset_at)
        values ('sandbox', ${connection}, 'all', ${remaining}, ${soon()})
        on conflict (platform, connection_id, bucket) do update set remaining = excluded.remaining`),
    );
  const limits = () =>
    world.system((tx) =>
      tx.many<{ connection_id: string | null; bucket: string; remaining: number; scarce: boolean }>(
        sql`select connection_id, bucket, remaining, scarce from app.platform_limits order by bucket`,
      ),
    );
  const poll = () =>
    world.system((tx) =>
      tx.one<{ failures: number; minutes: number }>(sql`
        select failures, extract(epoch from next_at - now())::float8 / 60 as minutes
          from app.comment_polls where connection_id = ${connection}`),
    );
  function asking(listComments: Connector['listComments'], rest: Partial<Connector> = {}) {
    const connector: Connector = { ...world.sandboxConnector(), ...rest, listComments };
    return createCollector({
      db: world.db,
      log: world.log,
      intervalMs: 1000,
      sessions: world.sessions(new Map([['sandbox', connector]])),
    });
  }

  it('reading takes its share, leaves the last of what is scarce to posts, and waits for the window', async () => {
    await visit('one');
    await left(10);
    const asked = vi.fn(world.sandboxConnector().listComments);
    expect(await asking(asked).collect(brand)).toBe(0);
    expect(asked).not.toHaveBeenCalled();
    expect(await limits()).toMatchObject([{ remaining: 10 }]);
    const waits = await poll();
    expect(waits?.failures).toBe(0);
    expect(waits?.minutes).toBeGreaterThan(59);

    await left(11);
    expect(await asking(asked).collect(brand)).toBe(1);
    expect(asked).toHaveBeenCalledTimes(1);
    expect(await limits()).toMatchObject([{ remaining: 10 }]);
  });

  it('what the answers to it say is left is known to those who post', async () => {
    const resetAt = soon();
    const plain = world.sandboxConnector();
    const heard = asking(
      (...args) => {
        currentCall()?.answered?.({ method: 'GET', url: 'http://sandbox.test/', headers: new Headers() });
        return plain.listComments(...args);
      },
      { limits: () => [{ of: 'account', bucket: 'all', limit: 300, remaining: 4, resetAt }] },
    );
    await heard.collect(brand);
    expect(await limits()).toEqual([
      { connection_id: connection, bucket: 'all', remaining: 4, scarce: true },
    ]);
  });

  it.each([
    ['rate_limited', []],
    ['quota_used', [{ connection_id: null, bucket: 'all', remaining: 0, scarce: true }]],
  ])('%s is waited for and no failure; only what posting shares keeps posts waiting', async (code, held) => {
    const retryAt = soon();
    const refused = asking(() =>
      Promise.reject(new ConnectorError({ class: 'wait', code, message: 'Enough.', retryAt })),
    );
    expect(await refused.collect(brand)).toBe(0);
    const waits = await poll();
    expect(waits?.failures).toBe(0);
    expect(waits?.minutes).toBeGreaterThan(59);
    expect(await limits()).toEqual(held);
  });

  it('comments that cannot be read again and again are told with how the account stands, until they can', async () => {
    const health = async () =>
      (await world.request(person, 'GET', `/api/connections/${connection}/health`)).json().comments;
    const broken = asking(() =>
      Promise.reject(
        new ConnectorError({ class: 'give_up', code: 'app_not_allowed', message: 'Not with this plan.' }),
      ),
    );
    await broken.collect(brand);
    expect(await health()).toBe(null);
    await broken.collect(brand);
    expect(await health()).toMatchObject({
      failing_since: expect.stringMatching(/^20/),
      code: 'app_not_allowed',
      message: 'Not with this plan.',
    });
    await collector().collect(brand);
    expect(await health()).toBe(null);
  });
});

it('asks often at first, then rarely, then no more', () => {
  const hour = 3_600_000;
  const waits = [0, 2 * hour, 48 * hour, 30 * 24 * hour, 100 * 24 * hour].map((age) =>
    pollAfter('bluesky', age, 60_000),
  );
  expect(waits).toEqual([60_000, 300_000, 1_800_000, 14_400_000, null]);
  expect(pollAfter('sandbox', 0, 60_000)).toBe(15_000);
});
