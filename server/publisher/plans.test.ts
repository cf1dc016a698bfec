import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ConnectorError } from '../../shared/connectors/contract.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { stepId } from '../../shared/threads/steps.ts';
import { createWorld, cut, type PublicationRow, until, type World } from './testing.ts';

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
    (row) => row?.state === wanted && row.deleted_at === null,
  );
const answer = (id: string | undefined, what: string) =>
  world.request(person, 'POST', `/api/publications/${id}/resolve`, { answer: what });
const wallIn = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 16);
const when = (ms: number) => ({ wall_time: wallIn(ms), time_zone: 'UTC', schedule_id: null, slot_key: null });
const HOUR = 3_600_000;

it('a post due longer ago than the grace is missed, says so, and can still be sent', async () => {
  await world.worker();
  const post = await world.post(brand, [connection], -61 * 60_000);
  const row = await state(post, 'missed');
  expect(row).toMatchObject({ error_code: 'missed', tries: 0 });
  expect(await world.posted(connection)).toEqual([]);

  expect((await answer(row?.id, 'send_now')).statusCode).toBe(200);
  await state(post, 'published');
  expect(await world.posted(connection)).toHaveLength(1);
});

it('within the grace a late server still sends', async () => {
  const post = await world.post(brand, [connection], -59 * 60_000);
  await world.worker();
  expect((await state(post, 'published'))?.late_ms).toBeGreaterThan(58 * 60_000);
});

it('a signed-out account makes posts wait; connecting it again sends them', async () => {
  await world.system((tx) =>
    tx.run(
      sql`update app.connections set status = 'reconnect', status_code = 'signed_out' where id = ${connection}`,
    ),
  );
  await world.worker(undefined, { intervalMs: 600_000 });
  const post = await world.post(brand, [connection], -10);
  expect(await state(post, 'waiting')).toMatchObject({ error_class: 'reconnect', error_code: 'signed_out' });
  await world.system((tx) =>
    tx.run(sql`update app.connections set status = 'connected', status_code = null where id = ${connection}`),
  );
  await state(post, 'published');
});

it('what an account missed while it was signed out says so, and waits for a person when it works again', async () => {
  const status = (value: string, code: string | null) =>
    world.system((tx) =>
      tx.run(
        sql`update app.connections set status = ${value}, status_code = ${code} where id = ${connection}`,
      ),
    );
  await status('reconnect', 'signed_out');
  await world.worker();
  const post = await world.post(brand, [connection], -61 * 60_000);
  const row = await state(post, 'missed');
  expect(row).toMatchObject({ error_code: 'missed_signed_out', error_class: 'reconnect' });
  await status('connected', null);
  const other = await world.post(brand, [connection], -10, 'Later');
  await state(other, 'published');
  expect(await world.posted(connection)).toHaveLength(1);
  expect((await answer(row?.id, 'send_now')).statusCode).toBe(200);
  await state(post, 'published');
});

it('answers and what was asked for now, missed while an account was signed out, wait for a person as well', async () => {
  await world.worker();
  const { page, comment } = await asked();
  const status = (value: string, code: string | null) =>
    world.system((tx) =>
      tx.run(
        sql`update app.connections set status = ${value}, status_code = ${code} where id = ${connection}`,
      ),
    );
  await status('reconnect', 'signed_out');
  const reply = await answered(comment?.id);
  const post = await world.post(brand, [connection], null, 'Asked for now');
  const asking = await world.request(person, 'POST', `/api/posts/${post}/publish-now`, {
    connection_id: connection,
  });
  const forced = publicationId(targetId(post, connection), 'once');
  expect(asking.json()).toEqual({ publication_id: forced });
  for (const id of [reply, forced]) await becomes(id, 'waiting', 'signed_out');

  // Two hours go by.
  await world.system((tx) =>
    tx.run(sql`
      update app.publication_work set due_at = due_at - interval '2 hours', look_at = look_at - interval '2 hours'`),
  );
  for (const id of [reply, forced])
    expect(await becomes(id, 'missed', 'missed_signed_out')).toMatchObject({ error_class: 'reconnect' });
  await status('connected', null);
  await state(await world.post(brand, [connection], -10, 'Later'), 'published');
  const answers = async () => (await world.app.inject({ url: page })).body.match(/It is\./g)?.length ?? 0;
  expect(await answers()).toBe(0);
  expect((await world.posted(connection)).map(({ text }) => text)).not.toContain('Asked for now');

  for (const id of [reply, forced]) {
    expect((await answer(id, 'send_now')).statusCode).toBe(200);
    await becomes(id, 'published');
  }
  expect(await answers()).toBe(1);
});

it('an answer that a device left lying is not sent by itself when the server gets the account', async () => {
  await world.worker();
  const { comment } = await asked();
  await world.system((tx) =>
    tx.run(sql`update app.connections set holder = 'device', device_id = 'laptop' where id = ${connection}`),
  );
  const reply = await answered(comment?.id);
  await world.system((tx) =>
    tx.run(sql`update app.publication_work set due_at = due_at - interval '2 hours'`),
  );
  expect(await handOver()).toBe(200);
  expect(await becomes(reply, 'missed', 'missed')).toMatchObject({ tries: 0 });
});

it('a refused token signs the account out and the post waits', async () => {
  await world.worker(async ({ url, method }, pass) =>
    method === 'POST' && url.endsWith('/posts')
      ? Response.json({ code: 'sandbox_unauthorized', message: 'no' }, { status: 401 })
      : pass(),
  );
  const post = await world.post(brand, [connection], -10);
  expect(await state(post, 'waiting')).toMatchObject({ error_class: 'reconnect', error_code: 'signed_out' });
  const row = await world.system((tx) =>
    tx.one(sql`select status, status_code from app.connections where id = ${connection}`),
  );
  expect(row).toEqual({ status: 'reconnect', status_code: 'signed_out' });
});

it('words over the limit fail for the person to fix; a new plan sends the fixed ones', async () => {
  await world.worker();
  const post = await world.post(brand, [connection], -10, 'x'.repeat(501));
  const row = await state(post, 'failed');
  expect(row).toMatchObject({ error_class: 'fix_content', error_code: 'text_too_long' });
  expect(await world.attempts(row?.id ?? '')).toEqual([]);

  const edited = { id: post, brand_id: brand, fields: { caption: 'Short' }, base: {} };
  expect(await world.mutate(person, 'post.edit', edited)).toEqual({ status: 'applied' });
  expect(
    await world.mutate(person, 'post.schedule', { id: post, brand_id: brand, when: when(-60_000) }),
  ).toEqual({
    status: 'applied',
  });
  await state(post, 'published');
  expect(await world.posted(connection)).toMatchObject([{ text: 'Short' }]);
});

it('a failure that passes is tried three more times, then a person is told', async () => {
  let calls = 0;
  await world.worker(async ({ url, method }, pass) => {
    if (!(method === 'POST' && url.endsWith('/posts'))) return pass();
    calls += 1;
    throw new TypeError('fetch failed', {
      cause: Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    });
  });
  const post = await world.post(brand, [connection], -10);
  for (const tries of [1, 2, 3]) {
    const row = await until(
      () => world.publication(post, connection),
      (seen) => seen?.state === 'retrying' && seen.tries === tries,
    );
    expect(Date.parse(row?.next_try_at ?? '')).toBeGreaterThan(Date.now() + 5000);
    await world.hurry();
  }
  expect(await state(post, 'failed')).toMatchObject({
    tries: 4,
    error_code: 'network',
    error_class: 'retry',
  });
  expect(calls).toBe(4);
  expect(await world.work()).toBe(0);
});

it('a limit is waited for as long as the platform says', async () => {
  const retryAt = new Date(Date.now() + 900_000).toISOString();
  const connector = world.sandboxConnector();
  await world.worker(
    undefined,
    {},
    {
      ...connector,
      publish: async () => {
        throw new ConnectorError({ class: 'wait', code: 'rate_limited', message: 'Too much', retryAt });
      },
    },
  );
  const post = await world.post(brand, [connection], -10);
  const row = await state(post, 'retrying');
  expect(row).toMatchObject({ error_class: 'wait', error_code: 'rate_limited' });
  expect(Math.abs(Date.parse(row?.next_try_at ?? '') - Date.parse(retryAt))).toBeLessThan(100);
});

it('a post taken off the calendar, deleted or without its channel sends nothing', async () => {
  const [unscheduled, deleted, without] = await Promise.all(
    ['a', 'b', 'c'].map((caption) => world.post(brand, [connection], 500, caption)),
  );
  await world.mutate(person, 'post.unschedule', { id: unscheduled ?? '', brand_id: brand });
  await world.mutate(person, 'post.delete', { id: deleted ?? '', brand_id: brand, version: 1 });
  await world.mutate(person, 'target.remove', {
    brand_id: brand,
    post_id: without ?? '',
    connection_id: connection,
  });
  expect(await world.work()).toBe(0);
  await world.worker();
  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(await world.posted(connection)).toEqual([]);
});

it('a moved post goes out at its new time only', async () => {
  const post = await world.post(brand, [connection], 300);
  await world.mutate(person, 'post.schedule', { id: post, brand_id: brand, when: when(HOUR) });
  await world.worker();
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(await world.posted(connection)).toEqual([]);
  expect(await world.publication(post, connection)).toBeUndefined();
  expect(await world.work()).toBe(1);
});

it('an account that a device holds is left to the device, and sent by the server once it is handed over', async () => {
  await world.worker(undefined, { intervalMs: 600_000 });
  const [sealed] = await world.database.owner<{ secret: object }>(
    sql`select to_jsonb(s) as secret from secrets.connection_secrets s where connection_id = ${connection}`,
  );
  expect(sealed).toBeDefined();
  await world.system((tx) =>
    tx.run(sql`update app.connections set holder = 'device', device_id = 'laptop' where id = ${connection}`),
  );
  const gone = await world.database.owner(
    sql`select from secrets.connection_secrets where connection_id = ${connection}`,
  );
  expect(gone).toEqual([]);
  const post = await world.post(brand, [connection], -10);
  await until(
    () =>
      world.system((tx) => tx.one<{ look_at: string | null }>(sql`select look_at from app.publication_work`)),
    (work) => work?.look_at === null,
  );
  expect(await world.publication(post, connection)).toBeUndefined();
  const token = await newToken();
  const { statusCode } = await world.request(person, 'POST', `/api/connections/${connection}/hand-over`, {
    secret: token,
  });
  expect(statusCode).toBe(200);
  await state(post, 'published');
});

it('what a person called off while a device held the account stays off after the hand-over', async () => {
  await world.system((tx) =>
    tx.run(sql`update app.connections set holder = 'device', device_id = 'laptop' where id = ${connection}`),
  );
  const posts = await Promise.all(
    (['cancelled', 'failed', 'unknown'] as const).map(async (how) => {
      const post = await world.post(brand, [connection], -10, how);
      await world.system((tx) =>
        tx.run(sql`
        insert into app.publications (id, brand_id, subject, subject_id, post_id, connection_id, occurrence, state, due_at,
                                      tries, error_class, updated_at)
        select ${publicationId(targetId(post, connection), 'once')}, brand_id, 'target', id, post_id, connection_id, 'once',
               ${how}, now(), 1, 'none', now() from app.targets where post_id = ${post}`),
      );
      return { post, how };
    }),
  );
  await world.request(person, 'POST', `/api/connections/${connection}/hand-over`, {
    secret: await newToken(),
  });
  await world.worker();
  await until(world.work, (left) => left === 0);
  for (const { post, how } of posts)
    expect(await world.publication(post, connection)).toMatchObject({ state: how });
  expect(await world.posted(connection)).toEqual([]);
});

/** A thread of which a device that holds the account said that its first two posts are out, some time ago. */
async function begun(agoMs: number) {
  const post = await world.post(brand, [connection], null, 'one');
  await world.part(brand, post, 'two');
  const worker = await world.worker();
  await world.schedule(post, -10);
  await until(
    () => world.steps(post, connection),
    (steps) => steps.length === 2 && steps.every(({ state: at }) => at === 'published'),
  );
  await worker.stop();
  await world.part(brand, post, 'three');
  await world.system((tx) =>
    tx.run(sql`
      with c as (update app.connections set holder = 'device', device_id = 'laptop' where id = ${connection})
      update app.publications set published_at = now() - ${agoMs} * interval '1 ms' where post_id = ${post}`),
  );
  return post;
}
const handOver = async () =>
  (
    await world.request(person, 'POST', `/api/connections/${connection}/hand-over`, {
      secret: await newToken(),
    })
  ).statusCode;

it('a thread that a device began goes on behind what it said is out, once', async () => {
  const post = await begun(1000);
  expect(await world.work()).toBe(0);
  expect(await Promise.all([handOver(), handOver()])).toEqual([200, 200]);
  await world.worker();
  await world.worker();
  await until(
    () => world.thread(connection, post),
    (texts) => texts.length === 3,
  );
  await until(world.work, (left) => left === 0);
  expect(await handOver()).toBe(200);
  expect(await world.work()).toBe(0);
  expect(await world.thread(connection, post)).toEqual(['one', 'two', 'three']);
});

it('a thread that a device left lying for longer than the grace is told, and sent when a person says so', async () => {
  const post = await begun(61 * 60_000);
  expect(await handOver()).toBe(200);
  await world.worker();
  const rows = await until(
    () => world.steps(post, connection),
    (steps) => steps.length === 3 && steps.some(({ state: at }) => at === 'missed'),
  );
  expect(await world.thread(connection, post)).toEqual(['one', 'two']);
  const late = rows.find(({ state: at }) => at === 'missed');
  expect((await answer(late?.id, 'send_now')).statusCode).toBe(200);
  await until(
    () => world.thread(connection, post),
    (texts) => texts.length === 3,
  );
});

it('a part that the device said failed waits for a person after the hand-over as before', async () => {
  const post = await begun(1000);
  const part = await world.system((tx) =>
    tx.one<{ id: string }>(sql`select id from app.post_parts where post_id = ${post} and text = 'three'`),
  );
  const step = stepId(targetId(post, connection), part?.id ?? '');
  await world.system((tx) =>
    tx.run(sql`
      insert into app.publications (id, brand_id, subject, subject_id, post_id, part_id, connection_id, occurrence,
                                    state, due_at, tries, error_class, updated_at)
      values (${publicationId(step, 'once')}, ${brand}, 'part', ${step}, ${post}, ${part?.id}, ${connection}, 'once',
              'failed', now(), 1, 'fix_content', now())`),
  );
  expect(await handOver()).toBe(200);
  expect(await world.work()).toBe(0);
});

/** The Sandbox shows a token once; give this world's account a new one. */
async function newToken(): Promise<string> {
  const token = 'A'.repeat(43);
  await world.database.owner(sql`
    update sandbox.accounts set token_hash = sha256(${token}::bytea)
     where id = (select remote_account_id::uuid from app.connections where id = ${connection})`);
  return token;
}

it('an edit and the claim race: the words that went out are the words that stand', async () => {
  await world.worker();
  await world.worker();
  const outcomes = { applied: 0, refused: 0 };
  for (let round = 0; round < 25; round += 1) {
    const post = await world.post(brand, [connection], 40, 'before');
    await new Promise((resolve) => setTimeout(resolve, 25 + Math.random() * 40));
    const outcome = await world.mutate(person, 'post.edit', {
      id: post,
      brand_id: brand,
      fields: { caption: `after ${round}` },
      base: {},
    });
    const row = await state(post, 'published');
    const sent = await world.attempts(row?.id ?? '');
    expect(sent).toHaveLength(1);
    if (outcome.status === 'applied') outcomes.applied += 1;
    else {
      outcomes.refused += 1;
      expect(outcome.code).toBe('already_publishing');
    }
    expect(sent[0]?.content).toEqual({
      kind: 'post',
      text: outcome.status === 'applied' ? `after ${round}` : 'before',
    });
  }
  expect(outcomes.applied + outcomes.refused).toBe(25);
});

it('taking a post off the calendar and the claim race: either it stays off, or it is refused and goes out', async () => {
  await world.worker();
  await world.worker();
  for (let round = 0; round < 25; round += 1) {
    const post = await world.post(brand, [connection], 40, `round ${round}`);
    await new Promise((resolve) => setTimeout(resolve, 25 + Math.random() * 40));
    const outcome = await world.mutate(person, 'post.unschedule', { id: post, brand_id: brand });
    if (outcome.status === 'applied') {
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(await world.publication(post, connection)).toBeUndefined();
    } else {
      expect(outcome.code).toBe('already_publishing');
      await state(post, 'published');
    }
  }
  const texts = (await world.posted(connection)).map(({ text }) => text);
  expect(new Set(texts).size).toBe(texts.length);
});

/** A post of ours on which somebody asked something, and the comment as it came. */
async function asked() {
  const post = await world.post(brand, [connection], -10);
  const published = await state(post, 'published');
  const page = new URL(published?.url ?? '').pathname;
  await world.app.inject({
    method: 'POST',
    url: page,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'name=Vera&text=Open+on+Monday%3F',
  });
  const refreshed = await world.request(person, 'POST', `/api/brands/${brand}/comments/refresh`);
  expect(refreshed.json()).toEqual({ added: 1 });
  const comment = await world.system((tx) =>
    tx.one<{ id: string; status: string; author_name: string; text: string }>(
      sql`select id, status, author_name, text from app.comments where brand_id = ${brand}`,
    ),
  );
  return { page, comment };
}
async function answered(comment: string | undefined): Promise<string> {
  const id = uuidv7();
  const args = { id, brand_id: brand, comment_id: comment ?? '', text: 'It is.' };
  expect(await world.mutate(person, 'comment.reply', args)).toEqual({ status: 'applied' });
  return publicationId(id, 'once');
}
const becomes = (id: string, wanted: string, code: string | null = null) =>
  until(
    () => world.system((tx) => tx.one<PublicationRow>(sql`select * from app.publications where id = ${id}`)),
    (seen) => seen?.state === wanted && seen.error_code === code,
  );

it('an answer to a comment goes out once and shows on the page', async () => {
  await world.worker();
  const { page, comment } = await asked();
  expect(comment).toMatchObject({ status: 'open', author_name: 'Vera', text: 'Open on Monday?' });
  const row = await becomes(await answered(comment?.id), 'published');
  expect(row?.tries).toBe(1);
  const { body } = await world.app.inject({ url: page });
  expect(body.match(/It is\./g)).toHaveLength(1);
  // Our own answer does not come back as something to answer.
  expect((await world.request(person, 'POST', `/api/brands/${brand}/comments/refresh`)).json()).toEqual({
    added: 0,
  });
});

it('an outcome nobody can find out waits for a person, whose answer stands', async () => {
  const connector = world.sandboxConnector(async ({ url, method }, pass) => {
    if (method === 'POST' && url.endsWith('/posts')) throw cut();
    return pass();
  });
  await world.worker(undefined, {}, { ...connector, probe: async () => ({ outcome: 'cannot_know' }) });
  const lost = async () => {
    const post = await world.post(brand, [connection], -10);
    const row = await until(
      () => world.publication(post, connection),
      (seen) => seen?.state === 'unknown' && seen.error_code === 'ask_person',
    );
    return { post, id: row?.id ?? '' };
  };
  const there = await lost();
  expect((await answer(there.id, 'cancel')).json()).toMatchObject({ code: 'outcome_unknown' });
  expect((await answer(there.id, 'published')).statusCode).toBe(200);
  expect(await world.publication(there.post, connection)).toMatchObject({
    state: 'published',
    error_code: null,
  });
  expect(await world.attempts(there.id)).toMatchObject([{ state: 'confirmed', settled_by: 'person' }]);
  expect((await answer(there.id, 'send_now')).json()).toMatchObject({ code: 'already_publishing' });

  const missing = await lost();
  expect((await answer(missing.id, 'not_published')).statusCode).toBe(200);
  expect(await world.publication(missing.post, connection)).toMatchObject({ state: 'missed' });
  expect((await answer(missing.id, 'cancel')).statusCode).toBe(200);
  expect(await world.publication(missing.post, connection)).toMatchObject({ state: 'cancelled' });
  expect(await world.work()).toBe(0);
});

it('publish now sends a draft to the one channel asked for and puts it on the calendar', async () => {
  const other = await world.connect(person, brand);
  const post = await world.post(brand, [connection, other], null);
  const publishNow = (to: string) =>
    world.request(person, 'POST', `/api/posts/${post}/publish-now`, { connection_id: to });
  expect((await publishNow(connection)).statusCode).toBe(200);
  await world.worker();
  await state(post, 'published');
  expect(await world.posted(other)).toEqual([]);
  expect(await world.publication(post, other)).toMatchObject({ state: 'cancelled' });
  expect(
    await world.system((tx) => tx.one(sql`select status, time_zone from app.posts where id = ${post}`)),
  ).toEqual({
    status: 'scheduled',
    time_zone: 'Europe/Paris',
  });
  expect((await publishNow(connection)).json()).toMatchObject({ code: 'already_publishing' });

  expect((await publishNow(other)).statusCode).toBe(200);
  await until(
    () => world.posted(other),
    (posts) => posts.length === 1,
  );
  expect(await world.posted(connection)).toHaveLength(1);
});

it('a long queue of one account does not hold up another', async () => {
  const busy = await world.connect(person, brand);
  for (let index = 0; index < 15; index += 1)
    await world.post(brand, [busy], -5000 + index, `queue ${index}`);
  const post = await world.post(brand, [connection], -10, 'one');
  await world.worker(undefined, { concurrency: 1 });
  const row = await state(post, 'published');
  const before = await world.system((tx) =>
    tx.one<{ n: number }>(
      sql`select count(*) as n from app.publications where connection_id = ${busy} and published_at < ${row?.published_at}`,
    ),
  );
  expect(before?.n).toBeLessThanOrEqual(2);
});

it('a channel with a date of its own goes out then, and the post’s moving does not stir what became of it', async () => {
  await world.worker();
  const other = await world.connect(person, brand);
  const post = await world.post(brand, [connection, other], HOUR);
  const named = { brand_id: brand, post_id: post, connection_id: other };
  const move = (wall_time: string | null) =>
    world.mutate(person, 'target.when', {
      ...named,
      when: wall_time === null ? null : { wall_time, time_zone: 'UTC' },
    });
  const dueAt = () =>
    world.system((tx) =>
      tx.one<{ due_at: string }>(
        sql`select app.iso(due_at) as due_at from app.publication_work where subject_id = ${targetId(post, other)}`,
      ),
    );
  const own = wallIn(3 * HOUR);
  await move(own);
  expect((await dueAt())?.due_at.slice(0, 16)).toBe(own);
  await world.schedule(post, 2 * HOUR);
  expect((await dueAt())?.due_at.slice(0, 16)).toBe(own);

  // Long past: it is missed and asked about, whatever its post does meanwhile.
  await move(wallIn(-2 * HOUR));
  const missed = () =>
    until(
      () => world.publication(post, other),
      (row) => row?.state === 'missed' && row.deleted_at === null,
    );
  await missed();
  await world.schedule(post, 4 * HOUR);
  expect(await missed()).toMatchObject({ error_code: 'missed' });

  await move(null);
  expect(Math.abs(Date.parse((await dueAt())?.due_at ?? '') - Date.now() - 4 * HOUR)).toBeLessThan(120_000);
  // A minute that has just begun: within the grace it goes out, and its post does not.
  await move(wallIn(-60_000));
  await until(
    () => world.publication(post, other),
    (row) => row?.state === 'published' && row.deleted_at === null,
  );
  expect(await world.posted(connection)).toEqual([]);
  expect(await world.posted(other)).toHaveLength(1);
});
