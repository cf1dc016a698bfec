import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { firstCommentId } from '../../shared/mutators/part.ts';
import { findReview } from '../modules/review/state.ts';
import { createWorld, cut, type Fault, until, type World } from './testing.ts';

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

const applied = { status: 'applied' };
const steps = (post: string, ...states: string[]) =>
  until(
    () => world.steps(post, connection),
    (seen) => JSON.stringify(seen.map(({ state }) => state)) === JSON.stringify(states),
  );
const answer = (id: string | undefined, what: string) =>
  world.request(person, 'POST', `/api/publications/${id}/resolve`, { answer: what });
/** A thread of three and a first comment, due now. */
async function thread() {
  const post = await world.post(brand, [connection], null, 'one');
  const two = await world.part(brand, post, 'two');
  const three = await world.part(brand, post, 'three');
  await world.part(brand, post, 'and more', { role: 'first_comment' });
  return { post, two, three };
}
const refusing =
  (words: string, error = { code: 'sandbox_content_refused', status: 400 }): Fault =>
  async ({ url, method }, pass) => {
    if (method !== 'POST' || !url.endsWith('/comments')) return pass();
    const answered = await world.system((tx) =>
      tx.one<{ text: string }>(sql`
        select a.content ->> 'text' as text from app.publish_attempts a where a.state = 'armed' limit 1`),
    );
    if (answered?.text !== words) return pass();
    return Response.json({ code: error.code, message: 'no' }, { status: error.status });
  };

it('goes out part by part, each an entry of the ledger of its own, the first comment last', async () => {
  const { post } = await thread();
  await world.worker();
  await world.schedule(post, -10);
  const rows = await steps(post, 'published', 'published', 'published', 'published');
  expect(await world.thread(connection, post)).toEqual(['one', 'two', 'three', 'and more']);
  expect(new Set(rows.map(({ remote_id }) => remote_id)).size).toBe(4);
  const [root, second, third, comment] = rows;
  const content = async (id = '') => (await world.attempts(id))[0]?.content;
  expect(await content(third?.id)).toMatchObject({
    kind: 'part',
    role: 'thread',
    rootId: root?.remote_id,
    parentId: second?.remote_id,
  });
  expect(await content(comment?.id)).toMatchObject({ role: 'first_comment', parentId: root?.remote_id });
  expect(await world.work()).toBe(0);
});

it('a part that fails leaves what is out, says which it was, and goes on from there when asked to', async () => {
  const { post, two, three } = await thread();
  let closed = true;
  const fault = refusing('two');
  await world.worker((request, pass) => (closed ? fault(request, pass) : pass()));
  await world.schedule(post, -10);
  const [, failed] = await steps(post, 'published', 'failed');
  expect(failed).toMatchObject({ part_id: two, error_code: 'content_refused', error_class: 'fix_content' });
  expect(await world.thread(connection, post)).toEqual(['one']);
  expect(await world.work()).toBe(0);

  // The words that stopped it may be mended; all else of the thread stays as it began to go out.
  const named = { brand_id: brand, post_id: post };
  const edit = (id: string, text: string) =>
    world.mutate(person, 'part.edit', { id, ...named, fields: { text } });
  expect(await edit(three, 'no')).toMatchObject({ status: 'rejected', code: 'already_publishing' });
  expect(await world.mutate(person, 'part.remove', { id: two, ...named })).toMatchObject({
    code: 'already_publishing',
  });
  expect(
    await world.mutate(person, 'part.edit', { id: two, ...named, fields: { rank: 'Zz' } }),
  ).toMatchObject({ code: 'already_publishing' });
  expect(await edit(two, 'two, again')).toEqual(applied);
  closed = false;
  expect((await answer(failed?.id, 'send_now')).statusCode).toBe(200);
  await steps(post, 'published', 'published', 'published', 'published');
  expect(await world.thread(connection, post)).toEqual(['one', 'two, again', 'three', 'and more']);
});

it('a lost answer to a part stops the thread until the platform was asked', async () => {
  const { post } = await thread();
  let lost = 0;
  await world.worker(async ({ url, method }, pass) => {
    const answered = await pass();
    if (method !== 'POST' || !url.endsWith('/comments') || lost > 0) return answered;
    lost += 1;
    throw cut();
  });
  await world.schedule(post, -10);
  await steps(post, 'published', 'published', 'published', 'published');
  expect(lost).toBe(1);
  expect(await world.thread(connection, post)).toEqual(['one', 'two', 'three', 'and more']);
});

it('begins nothing that cannot end: a part that would be refused keeps the post back', async () => {
  const post = await world.post(brand, [connection], null, 'one');
  await world.part(brand, post, 'two');
  await world.part(brand, post, 'x'.repeat(501));
  await world.worker();
  await world.schedule(post, -10);
  const [row] = await steps(post, 'failed');
  expect(row).toMatchObject({ error_code: 'text_too_long', error_class: 'fix_content' });
  expect(row?.error_message).toMatch(/^Part 3: /);
  expect(await world.posted(connection)).toEqual([]);
});

it('given up by a person, the rest stays unsent; said to be out somewhere unknown, what follows says why it stops', async () => {
  const { post } = await thread();
  await world.worker(refusing('two'));
  await world.schedule(post, -10);
  const [, failed] = await steps(post, 'published', 'failed');
  expect((await answer(failed?.id, 'cancel')).statusCode).toBe(200);
  await steps(post, 'published', 'cancelled');
  expect(await world.work()).toBe(0);
  expect((await answer(failed?.id, 'published')).statusCode).toBe(200);
  const rows = await steps(post, 'published', 'by_hand', 'failed');
  expect(rows[2]).toMatchObject({ error_code: 'thread_broken', error_class: 'give_up' });
  expect(await world.thread(connection, post)).toEqual(['one']);
});

it('is approved as a whole: a part that changes asks again, and what was approved goes out to its end', async () => {
  expect(await world.mutate(person, 'approval.set', { brand_id: brand, required: true })).toEqual(applied);
  const post = await world.post(brand, [connection], null, 'one');
  const two = await world.part(brand, post, 'two');
  const approve = async () => {
    const found = await world.system((tx) => findReview(tx, { postId: post }));
    return world.mutate(person, 'decision.make', {
      id: uuidv7(),
      brand_id: brand,
      post_id: post,
      decision: 'approved',
      content: found?.content ?? {},
      seen: found?.review.heads.map(({ id }) => id) ?? [],
      note: '',
    });
  };
  expect(await approve()).toEqual(applied);
  const named = { id: two, brand_id: brand, post_id: post };
  expect(await world.mutate(person, 'part.edit', { ...named, fields: { text: 'two!' } })).toEqual(applied);
  await world.worker(undefined, { intervalMs: 600_000 });
  await world.schedule(post, -10);
  const [row] = await steps(post, 'waiting');
  expect(row).toMatchObject({ error_code: 'approval_missing' });
  // A part taken away, and put back as it was approved, wakes what waits for it.
  expect(await world.mutate(person, 'part.edit', { ...named, fields: { text: 'two' } })).toEqual(applied);
  await steps(post, 'published', 'published');
  expect(await world.thread(connection, post)).toEqual(['one', 'two']);
});

it('keeps every version of a part, also of one that was taken away', async () => {
  const post = await world.post(brand, [connection], null, 'one');
  const id = firstCommentId(post, connection);
  const named = { id, brand_id: brand, post_id: post };
  const words = { rank: 'a0', text: 'link below', asset_ids: [] };
  const add = { ...named, ...words, connection_id: connection, role: 'first_comment' as const };
  expect(await world.mutate(person, 'part.add', add)).toEqual(applied);
  const edited = { fields: { text: 'link' }, base: { text: 'link below' } };
  expect(await world.mutate(person, 'part.edit', { ...named, ...edited })).toEqual(applied);
  expect(await world.mutate(person, 'part.remove', named)).toEqual(applied);
  expect(await world.mutate(person, 'part.add', { ...add, id: uuidv7() })).toMatchObject({
    code: 'invalid_args',
  });
  const versions = await world.system((tx) =>
    tx.many<{ version: number; cause: string; words: { text: string } }>(
      sql`select version, cause, words from app.post_revisions where part_id = ${id} order by version`,
    ),
  );
  expect(versions.map(({ version, cause, words: { text } }) => [version, cause, text])).toEqual([
    [1, 'part.add', 'link below'],
    [2, 'part.edit', 'link'],
    [3, 'part.remove', 'link'],
  ]);
});
