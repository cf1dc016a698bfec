import sql from 'sql-template-tag';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commentId } from '../../../shared/mutators/comment.ts';
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

it('asks often at first, then rarely, then no more', () => {
  const hour = 3_600_000;
  const waits = [0, 2 * hour, 48 * hour, 30 * 24 * hour, 100 * 24 * hour].map((age) =>
    pollAfter('bluesky', age, 60_000),
  );
  expect(waits).toEqual([60_000, 300_000, 1_800_000, 14_400_000, null]);
  expect(pollAfter('sandbox', 0, 60_000)).toBe(15_000);
});
