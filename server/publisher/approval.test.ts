import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Row } from '../../shared/kinds/index.ts';
import { reviewedContent } from '../../shared/review/content.ts';
import type { StoredOutcome } from '../../shared/sync-protocol.ts';
import { findReview } from '../modules/review/state.ts';
import { createWorld, until, type World } from './testing.ts';

let world: World;
let person: string;
let brand: string;
let connection: string;
beforeEach(async () => {
  world = await createWorld();
  person = await world.person();
  brand = await world.brand(person);
  connection = await world.connect(person, brand);
  expect(await world.mutate(person, 'approval.set', { brand_id: brand, required: true })).toEqual(applied);
});
afterEach(() => world.close());

const applied: StoredOutcome = { status: 'applied' };
const review = (post: string) => world.system((tx) => findReview(tx, { postId: post }));
const state = (post: string, wanted: string, from = connection) =>
  until(
    () => world.publication(post, from),
    (row) => row?.state === wanted && row.deleted_at === null,
  );
const edit = (post: string, caption: string) =>
  world.mutate(person, 'post.edit', { id: post, brand_id: brand, fields: { caption }, base: {} });

/** A decision about what this person has on screen: the words given, or those that stand. */
async function decide(
  post: string,
  decision: Row<'decision'>['decision'],
  caption?: string,
): Promise<StoredOutcome> {
  const found = await review(post);
  const target = { connection_id: connection, text: null, options: null, format: null };
  return world.mutate(person, 'decision.make', {
    id: uuidv7(),
    brand_id: brand,
    post_id: post,
    decision,
    content:
      caption === undefined
        ? (found?.content ?? {})
        : reviewedContent({ caption, hashtags: [], link: null }, [target]),
    seen: found?.review.heads.map(({ id }) => id) ?? [],
    note: decision === 'changes_requested' ? 'Shorter' : '',
  });
}
// Nothing is looked at but by timers set for a reason: a wake that is missing would not be noticed else.
const patient = { intervalMs: 600_000 };

it('waits for its approval, says so, and goes out the moment it has it', async () => {
  await world.worker(undefined, patient);
  const post = await world.post(brand, [connection], -10);
  expect(await state(post, 'waiting')).toMatchObject({ error_code: 'approval_missing', error_class: 'wait' });
  expect(await world.posted(connection)).toEqual([]);
  expect(await decide(post, 'approved')).toEqual(applied);
  await state(post, 'published');
  expect(await world.posted(connection)).toMatchObject([{ text: 'Fresh bread' }]);
});

it('is missed when nobody approves it within the grace, with the reason', async () => {
  const post = await world.post(brand, [connection], -61 * 60_000);
  await world.worker(undefined, patient);
  const row = await state(post, 'missed');
  expect(row).toMatchObject({ error_code: 'approval_missing' });
  const send = () =>
    world.request(person, 'POST', `/api/publications/${row?.id}/resolve`, { answer: 'send_now' });
  expect((await send()).json()).toMatchObject({ code: 'approval_missing' });
  expect(await decide(post, 'approved')).toEqual(applied);
  expect((await send()).statusCode).toBe(200);
  await state(post, 'published');
});

it('an edit ends an approval by itself; the words that were approved bring it back', async () => {
  const post = await world.post(brand, [connection], 400, 'Approved');
  await decide(post, 'approved');
  expect(await edit(post, 'Slipped in')).toEqual(applied);
  await world.worker(undefined, patient);
  await state(post, 'waiting');
  expect((await review(post))?.review).toMatchObject({ state: 'in_review', edited: true });
  expect(await edit(post, 'Approved')).toEqual(applied);
  await state(post, 'published');
  expect(await world.posted(connection)).toMatchObject([{ text: 'Approved' }]);
});

it('a channel added or given words of its own after the approval waits; turning the rule off lets all go', async () => {
  const other = await world.connect(person, brand);
  const post = await world.post(brand, [connection], 300);
  await decide(post, 'approved');
  const added = { brand_id: brand, post_id: post, connection_id: other, text: 'Own words' };
  expect(await world.mutate(person, 'target.add', added)).toEqual(applied);
  await world.worker(undefined, patient);
  await state(post, 'waiting');
  await state(post, 'waiting', other);
  expect(await world.mutate(person, 'approval.set', { brand_id: brand, required: false })).toEqual(applied);
  await state(post, 'published');
  await state(post, 'published', other);
});

it('people are called what the platform calls them, and approved so: another name is looked at again', async () => {
  const anna = { id: uuidv7(), brand_id: brand };
  const rename = (handle: string) =>
    world.mutate(person, 'contact.edit', { ...anna, fields: { handles: { sandbox: handle } } });
  expect(
    await world.mutate(person, 'contact.create', {
      ...anna,
      name: 'Anna Berg',
      handles: { sandbox: 'anna' },
    }),
  ).toEqual(applied);
  const post = await world.post(brand, [connection], 400, 'Thanks, @[Anna Berg] and @[Bo]');
  await decide(post, 'approved');
  expect((await review(post))?.content).toMatchObject({ mentions: { 'Anna Berg': { sandbox: 'anna' } } });
  expect(await rename('somebody.else')).toEqual(applied);
  await world.worker(undefined, patient);
  await state(post, 'waiting');
  expect(await rename('anna')).toEqual(applied);
  await state(post, 'published');
  expect(await world.posted(connection)).toMatchObject([{ text: 'Thanks, @anna and Bo' }]);
});

it('publishing now asks for the approval at once', async () => {
  const post = await world.post(brand, [connection], null);
  const now = () =>
    world.request(person, 'POST', `/api/posts/${post}/publish-now`, { connection_id: connection });
  expect((await now()).json()).toMatchObject({ code: 'approval_missing' });
  expect(await world.publication(post, connection)).toBeUndefined();
  await decide(post, 'approved');
  expect((await now()).statusCode).toBe(200);
  await world.worker();
  await state(post, 'published');
});

it('a decision names what was on screen: an approval of earlier words approves nothing', async () => {
  const post = await world.post(brand, [connection], 60_000, 'New words');
  expect(await decide(post, 'approved', 'Old words')).toEqual(applied);
  expect((await review(post))?.review.state).toBe('in_review');
});

it('taking an approval back stops what is not on its way, and says so where it comes too late', async () => {
  const post = await world.post(brand, [connection], 200);
  await decide(post, 'approved');
  expect(await decide(post, 'withdrawn')).toEqual(applied);
  await world.worker(undefined, patient);
  await state(post, 'waiting');
  await decide(post, 'approved');
  await state(post, 'published');
  expect(await decide(post, 'changes_requested')).toMatchObject({
    status: 'rejected',
    code: 'already_publishing',
  });
});

it('no word goes out that was not approved, whatever edits, decisions and claims do at once (random)', async () => {
  const seed = Number(process.env.PILLARBOX_SEED ?? Date.now() % 1_000_000);
  let last = seed;
  const random = (below: number) => {
    last = (Math.imul(last, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (last >> 8) % below;
  };
  // Each on an account of its own, so that nothing waits for anything else and all of them race.
  // With time enough on a busy machine: a try that was too slow would be made again after the test has looked.
  const times = { intervalMs: 20, writeMs: 8000, leaseMs: 20_000 };
  await world.worker(undefined, times);
  await world.worker(undefined, times);
  const posts = await Promise.all(
    Array.from({ length: 10 }, async (_, index) => {
      const account = await world.connect(person, brand);
      return { account, id: await world.post(brand, [account], random(300) - 50, `Words ${index}.0`) };
    }),
  );
  const rounds = posts.map(async ({ id }, index) => {
    for (let step = 1; step <= 6; step += 1) {
      const what = random(6);
      if (what < 2) await edit(id, `Words ${index}.${random(3)}`);
      else if (what < 5) await decide(id, 'approved');
      else await decide(id, random(2) === 0 ? 'withdrawn' : 'changes_requested');
    }
  });
  await Promise.all(rounds);
  await until(
    () =>
      world.system((tx) =>
        tx.one<{ n: number }>(sql`
          select count(*)::int as n from app.publication_work
           where phase = 'leased' or look_at <= clock_timestamp()`),
      ),
    (row) => row?.n === 0,
  );
  for (const { id, account } of posts) {
    const found = await review(id);
    const sent = (await world.posted(account)).map(({ text }) => text);
    // Once it is claimed neither words nor approval can be taken away, so what went out is approved still.
    const expected = found?.review.state === 'approved' ? [found.content.caption] : [];
    expect(sent, `seed ${seed}, post ${id}`).toEqual(expected);
  }
  // None of them stays silent once it is approved.
  for (const { id, account } of posts) {
    if ((await world.posted(account)).length === 0) expect(await decide(id, 'approved')).toEqual(applied);
    await state(id, 'published', account);
  }
});
