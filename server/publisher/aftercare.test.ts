import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Connector, Standing } from '../../shared/connectors/contract.ts';
import type { Row } from '../../shared/kinds/index.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { targetId } from '../../shared/mutators/target.ts';
import { createCaretaker } from './caretaker.ts';
import { createWorld, cut, type Fault, until, type World } from './testing.ts';

let world: World;
let person: string;
let brand: string;
let channel: string;
beforeAll(async () => {
  world = await createWorld();
  await world.worker();
}, 60_000);
afterAll(() => world.close());
beforeEach(async () => {
  person = await world.person();
  brand = await world.brand(person);
  channel = await world.connect(person, brand);
});

const named = (post: string) => ({ brand_id: brand, post_id: post, connection_id: channel });
const idOf = (post: string) => publicationId(targetId(post, channel), 'once');
const inMs = (ms: number) => new Date(Date.now() + ms).toISOString();
const standing = (post: string) =>
  world.system((tx) =>
    tx.one<Row<'standing'>>(sql`select * from app.standings where id = ${idOf(post)} and deleted_at is null`),
  );
const tries = (post: string) =>
  world.system((tx) =>
    tx.many<{ n: number; outcome: string | null; error_code: string | null; asked_by: string | null }>(
      sql`select * from app.removal_attempts where publication_id = ${idOf(post)} order by n`,
    ),
  );
const care = (post: string) =>
  world.system((tx) =>
    tx.one<{ look_at: string | null; worker: string | null; remove_at: string | null; checks: number }>(
      sql`select * from app.aftercare where publication_id = ${idOf(post)}`,
    ),
  );
const soon = (post: string) =>
  world.system((tx) =>
    tx.run(
      sql`update app.aftercare set look_at = clock_timestamp(), check_at = coalesce(check_at, clock_timestamp())
           where publication_id = ${idOf(post)}`,
    ),
  );
/** So much time goes by for what is to be done for a post. */
const passes = (post: string, hours: number) =>
  world.system((tx) =>
    tx.run(sql`
      update app.aftercare set look_at = look_at - ${hours} * interval '1 hour',
             check_at = check_at - ${hours} * interval '1 hour', remove_at = remove_at - ${hours} * interval '1 hour'
       where publication_id = ${idOf(post)}`),
  );
/** What becomes of the account; a device that has it gives it back by signing in. */
const away = {
  'signed out': (post: string) => setAccount(post, sql`status = 'reconnect', status_code = 'signed_out'`),
  'held by a device': (post: string) => setAccount(post, sql`holder = 'device', device_id = 'a device'`),
};
const setAccount = (post: string, fields: ReturnType<typeof sql>) =>
  world.system((tx) =>
    tx.run(sql`update app.connections set ${fields} from app.publications p
      where p.id = ${idOf(post)} and connections.id = p.connection_id`),
  );
const back = {
  'signed out': (post: string) => setAccount(post, sql`status = 'connected', status_code = null`),
  'held by a device': async () => {
    const url = `/api/connections/${channel}/hand-over`;
    expect((await world.request(person, 'POST', url, { secret: PASSWORD })).statusCode).toBe(200);
  },
};
const PASSWORD = 'a password';
/** It was looked at, and nothing could be done. */
const parked = (post: string, ms = 60_000) =>
  until(
    () => care(post),
    (row) => row?.worker === null && (row.look_at === null || Date.parse(row.look_at) > Date.now() + ms),
  );
const takeDown = (post: string, at: string | null) =>
  world.mutate(person, 'takedown.set', { ...named(post), remove_at: at });
const published = async (rest: { inMs?: number } = {}) => {
  const post = await world.post(brand, [channel], rest.inMs ?? 0);
  await until(
    () => world.publication(post, channel),
    (row) => row?.state === 'published',
  );
  return post;
};
const state = (post: string, wanted: string) =>
  until(
    () => standing(post),
    (row) => row?.state === wanted,
  );
/** Does something to the first requests that delete. */
const onDelete =
  (what: (pass: () => Promise<Response>, turn: number) => Promise<Response>): Fault =>
  (request, pass) => {
    if (request.method !== 'DELETE') return pass();
    turn += 1;
    return what(pass, turn);
  };
let turn = 0;
beforeEach(() => {
  turn = 0;
});
/** Somebody who looks after what is out, until the test is over, whatever becomes of it. */
const running: { stop(): Promise<void> }[] = [];
async function looksAfter(...given: Parameters<World['caretaker']>) {
  const caretaker = await world.caretaker(...given);
  running.push(caretaker);
  return caretaker;
}
afterEach(async () => {
  for (const caretaker of running.splice(0)) await caretaker.stop();
});

describe('taking down', () => {
  it('happens when a person says so, once, with what stands below it, and says who and when', async () => {
    const post = await world.post(brand, [channel], null);
    await world.part(brand, post, 'Below');
    await world.schedule(post, 0);
    await until(
      () => world.steps(post, channel),
      (rows) => rows.length === 2 && rows.every((row) => row.state === 'published'),
    );
    await looksAfter();
    await takeDown(post, inMs(0));
    expect(await state(post, 'removed')).toMatchObject({ removed_by: person, error_code: null });
    expect(await world.posted(channel)).toEqual([]);
    expect(await tries(post)).toMatchObject([{ n: 1, outcome: 'removed', asked_by: person }]);
    expect(await care(post)).toBeUndefined();
    // Its comments are no longer asked for.
    const poll = await world.system((tx) =>
      tx.one(sql`select next_at from app.comment_polls where publication_id = ${idOf(post)}`),
    );
    expect(poll).toMatchObject({ next_at: null });
    // A later word changes nothing.
    await takeDown(post, null);
    expect((await standing(post))?.state).toBe('removed');
  });

  it('happens at its time, also when that was set before the post went out', async () => {
    const post = await world.post(brand, [channel], 100);
    await takeDown(post, inMs(1500));
    await looksAfter();
    await until(
      () => world.posted(channel),
      (posts) => posts.length === 1,
    );
    const { removed_at } = (await state(post, 'removed')) ?? {};
    const { remove_at } = (await world.system((tx) =>
      tx.one<{ remove_at: string }>(sql`select remove_at from app.takedowns where post_id = ${post}`),
    )) ?? { remove_at: '' };
    expect(Date.parse(removed_at ?? '')).toBeGreaterThanOrEqual(Date.parse(remove_at));
  });

  it('is not made by a server that was away meanwhile, but as soon as one is back', async () => {
    const post = await published();
    await takeDown(post, inMs(0));
    await world.system((tx) =>
      tx.run(sql`update app.aftercare set look_at = now() - interval '3 days', remove_at = now() - interval '3 days'
        where publication_id = ${idOf(post)}`),
    );
    await looksAfter();
    await state(post, 'removed');
  });

  it('can be called off until then, and set anew', async () => {
    const post = await published();
    await takeDown(post, inMs(60_000));
    expect(await care(post)).toBeDefined();
    await takeDown(post, null);
    await looksAfter();
    await soon(post);
    await state(post, 'there');
    expect(await world.posted(channel)).toHaveLength(1);
    await takeDown(post, inMs(0));
    await state(post, 'removed');
  });

  it('survives a lost answer, and a worker that dies after the platform did it', async () => {
    const post = await published();
    const lost = await looksAfter(
      onDelete(async (pass, at) => {
        const answer = await pass();
        if (at === 1) throw cut();
        return answer;
      }),
    );
    await takeDown(post, inMs(0));
    expect(await state(post, 'retrying')).toMatchObject({ tries: 1, error_code: 'network' });
    expect(await world.posted(channel)).toEqual([]);
    await soon(post);
    await state(post, 'removed');
    expect(await tries(post)).toMatchObject([{ outcome: 'failed' }, { outcome: 'removed' }]);
    await lost.stop();

    // Another one: the worker never comes back from the platform, and its lease ends.
    const second = await published();
    let freed = () => {};
    const asleep = new Promise<void>((resolve) => {
      freed = resolve;
    });
    const dies = await looksAfter(
      onDelete(async (pass) => {
        await pass();
        await asleep;
        throw cut();
      }),
      300,
    );
    await takeDown(second, inMs(0));
    await until(
      () => world.posted(channel),
      (posts) => posts.length === 0,
    );
    const other = await looksAfter();
    await state(second, 'removed');
    freed();
    await Promise.all([dies.stop(), other.stop()]);
    // The sleeper's own word comes too late to change anything.
    expect((await standing(second))?.state).toBe('removed');
  });

  it('is tried three times more, then a person is told and can ask again', async () => {
    const post = await published();
    let down = true;
    await looksAfter(
      onDelete(async (pass) =>
        down ? new Response(JSON.stringify({ code: 'x', message: 'down' }), { status: 503 }) : pass(),
      ),
    );
    await takeDown(post, inMs(0));
    for (const tried of [1, 2, 3]) {
      await until(
        () => standing(post),
        (row) => row?.state === 'retrying' && row.tries === tried,
      );
      await soon(post);
    }
    expect(await state(post, 'failed')).toMatchObject({ error_code: 'platform_down', error_class: 'retry' });
    expect(await tries(post)).toHaveLength(4);
    down = false;
    await takeDown(post, inMs(0));
    await state(post, 'removed');
  });

  it('takes of what the account has left, and waits without a request where nothing is', async () => {
    const post = await published();
    const say = (remaining: number, ends: string) =>
      world.system((tx) =>
        tx.run(sql`
          insert into app.platform_limits (platform, connection_id, bucket, remaining, reset_at)
          values ('sandbox', ${channel}, 'all', ${remaining}, ${ends})
          on conflict (platform, connection_id, bucket) do update
            set remaining = excluded.remaining, reset_at = excluded.reset_at`),
      );
    const ends = inMs(3_600_000);
    await say(0, ends);
    let asked = 0;
    await looksAfter(
      onDelete(async (pass) => {
        asked += 1;
        return pass();
      }),
    );
    await takeDown(post, inMs(0));
    const waiting = { tries: 0, error_code: 'rate_limited', error_class: 'wait', next_try_at: ends };
    expect(await state(post, 'retrying')).toMatchObject(waiting);
    expect(await tries(post)).toEqual([]);
    expect(asked).toBe(0);
    await say(3, ends);
    await soon(post);
    expect(await state(post, 'removed')).toMatchObject({ error_code: null });
    expect(asked).toBe(1);
    const left = await world.system((tx) =>
      tx.one(sql`select remaining from app.platform_limits where connection_id = ${channel}`),
    );
    expect(left).toEqual({ remaining: 2 });
  });

  it('waits for an account that was signed out', async () => {
    const post = await published();
    await world.system((tx) =>
      tx.run(
        sql`update app.connections set status = 'reconnect', status_code = 'signed_out' where id = ${channel}`,
      ),
    );
    await looksAfter();
    await takeDown(post, inMs(0));
    expect(await state(post, 'waiting')).toMatchObject({ error_class: 'reconnect' });
    await world.system((tx) =>
      tx.run(sql`update app.connections set status = 'connected', status_code = null where id = ${channel}`),
    );
    await state(post, 'removed');
  });

  it('says nothing about an account that somebody signed in to while the old sign-in was refused', async () => {
    channel = await world.connect(person, brand, `twice${uuidv7().slice(-8)}`, PASSWORD);
    const post = await published();
    await looksAfter(
      onDelete(async (pass, turn) => {
        const again = { secret: PASSWORD };
        if (turn === 1) await world.request(person, 'POST', `/api/connections/${channel}/reconnect`, again);
        return pass();
      }),
    );
    await takeDown(post, inMs(0));
    await until(
      () => tries(post),
      ([first]) => first?.outcome === 'failed',
    );
    await parked(post);
    const connection = await world.system((tx) =>
      tx.one<{ status: string }>(sql`select status from app.connections where id = ${channel}`),
    );
    expect(connection?.status).toBe('connected');
    await soon(post);
    await state(post, 'removed');
  });

  it('waits for a part that is on its way at that moment, and takes it down too', async () => {
    const quick = await createWorld();
    const who = await quick.person();
    const shop = await quick.brand(who);
    const at = await quick.connect(who, shop);
    const post = await quick.post(shop, [at], null);
    await quick.part(shop, post, 'Below');
    // The platform has taken the part; its answer is on its way until the post is down.
    const answers = Promise.withResolvers<void>();
    await quick.worker(
      async (request, pass) => {
        const answer = await pass();
        if (request.method === 'POST' && request.url.endsWith('/comments')) await answers.promise;
        return answer;
      },
      { writeMs: 8000, leaseMs: 10_000 },
    );
    const deleted: string[] = [];
    await quick.caretaker(async (request, pass) => {
      if (request.method === 'DELETE') deleted.push(new URL(request.url).pathname.split('/').at(-2) ?? '');
      return pass();
    });
    await quick.schedule(post, -10);
    await until(
      () => quick.steps(post, at),
      (rows) => rows[1]?.state === 'publishing',
    );
    const seen = () =>
      quick.system((tx) => tx.one<Row<'standing'>>(sql`select * from app.standings where post_id = ${post}`));
    await quick.mutate(who, 'takedown.set', {
      ...{ brand_id: shop, post_id: post, connection_id: at },
      remove_at: inMs(0),
    });
    await until(seen, (row) => row?.error_code === 'part_under_way' && row.state === 'retrying');
    expect(deleted).toEqual(['posts']);
    answers.resolve();
    await until(seen, (row) => row?.state === 'removed');
    expect((await quick.steps(post, at))[1]).toMatchObject({ state: 'published' });
    // The post itself was not asked for twice.
    expect(deleted).toEqual(['posts', 'comments']);
    await quick.close();
  });

  it('waits for a part that may be out, until somebody says which it is', async () => {
    const post = await world.post(brand, [channel], null);
    await world.part(brand, post, 'Below');
    await world.schedule(post, 0);
    const [, part] = await until(
      () => world.steps(post, channel),
      (rows) => rows.length === 2 && rows.every((row) => row.state === 'published'),
    );
    const becomes = (fields: ReturnType<typeof sql>) =>
      world.system((tx) => tx.run(sql`update app.publications set ${fields} where id = ${part?.id}`));
    await becomes(sql`state = 'unknown', remote_id = null`);
    const deleted: string[] = [];
    await looksAfter(async (request, pass) => {
      if (request.method === 'DELETE') deleted.push(new URL(request.url).pathname.split('/').at(-2) ?? '');
      return pass();
    });
    await takeDown(post, inMs(0));
    expect(await state(post, 'waiting')).toMatchObject({ error_code: 'part_unknown' });
    await parked(post, 30_000);
    await becomes(sql`state = 'published', remote_id = ${part?.remote_id ?? ''}`);
    await state(post, 'removed');
    expect(deleted).toEqual(['posts', 'comments']);
  });

  it('takes down what stands below a post that somebody else took down before its time', async () => {
    const post = await world.post(brand, [channel], null);
    await world.part(brand, post, 'Below');
    await world.schedule(post, 0);
    await until(
      () => world.steps(post, channel),
      (rows) => rows.length === 2 && rows.every((row) => row.state === 'published'),
    );
    await takeDown(post, inMs(3_600_000));
    await world.system(async (tx) => {
      await tx.run(sql`delete from sandbox.posts p using app.publications o
        where o.id = ${idOf(post)} and p.id::text = o.remote_id`);
      await tx.run(sql`update app.publications set published_at = published_at - interval '12 hours'
        where id = ${idOf(post)}`);
    });
    const deleted: string[] = [];
    await looksAfter(async (request, pass) => {
      if (request.method === 'DELETE') deleted.push(new URL(request.url).pathname.split('/').at(-2) ?? '');
      return pass();
    });
    await soon(post);
    await state(post, 'gone');
    expect(deleted).toEqual([]);
    await passes(post, 1);
    await state(post, 'removed');
    expect(deleted).toEqual(['comments', 'posts']);
    expect(await care(post)).toBeUndefined();
  });

  it.each(['signed out', 'held by a device'] as const)(
    'happens at its time on an account that was %s for a while before',
    async (how) => {
      channel = await world.connect(person, brand, `own${uuidv7().slice(-8)}`, PASSWORD);
      const post = await published();
      const caretaker = await looksAfter();
      await takeDown(post, inMs(3_600_000));
      await away[how](post);
      await soon(post);
      await parked(post);
      expect(await standing(post)).toBeUndefined();
      await back[how](post);
      await passes(post, 1);
      await state(post, 'removed');
      expect(await world.posted(channel)).toEqual([]);
      await caretaker.stop();
    },
  );

  it.each(['signed out', 'held by a device'] as const)(
    'is made up for where the account was still %s when its time came',
    async (how) => {
      channel = await world.connect(person, brand, `own${uuidv7().slice(-8)}`, PASSWORD);
      const post = await published();
      const caretaker = await looksAfter();
      await takeDown(post, inMs(3_600_000));
      await away[how](post);
      await soon(post);
      await parked(post);
      await passes(post, 1);
      if (how === 'signed out')
        expect(await state(post, 'waiting')).toMatchObject({ error_code: 'signed_out', tries: 0 });
      await parked(post);
      await back[how](post);
      await state(post, 'removed');
      await caretaker.stop();
    },
  );

  it('waits where the server has the platform switched off, says so, and goes on when it is back', async () => {
    const [post, later] = [await published(), await published()];
    const off = await looksAfter(undefined, 2000, 'off');
    await takeDown(post, inMs(0));
    await takeDown(later, inMs(3_600_000));
    await soon(later);
    expect(await state(post, 'waiting')).toMatchObject({ error_code: 'platform_off', error_class: 'wait' });
    await Promise.all([parked(post), parked(later)]);
    await off.stop();
    await looksAfter();
    await Promise.all([passes(post, 1), passes(later, 1)]);
    await Promise.all([state(post, 'removed'), state(later, 'removed')]);
  });

  it('waits for an account that was removed, until the same one is connected anew', async () => {
    const handle = `anew${uuidv7().slice(-8)}`;
    channel = await world.connect(person, brand, handle, PASSWORD);
    const [post, later] = [await published(), await published()];
    await looksAfter();
    await takeDown(later, inMs(3_600_000));
    expect(await world.mutate(person, 'connection.remove', { id: channel, brand_id: brand })).toMatchObject({
      status: 'applied',
    });
    // What nobody wants any more can be called off all the same; what is wanted stays wanted.
    await soon(later);
    await world.system((tx) =>
      tx.run(
        sql`update app.aftercare set remove_at = date_trunc('second', now()), look_at = now() where publication_id = ${idOf(post)}`,
      ),
    );
    expect(await state(post, 'waiting')).toMatchObject({
      error_code: 'account_removed',
      error_class: 'reconnect',
    });
    await Promise.all([parked(post), parked(later)]);
    const before = await standing(post);
    await soon(post);
    await parked(post);
    // Nothing new: no desktop hears of it again.
    expect(await standing(post)).toEqual(before);
    // Another account is none of its business.
    await world.connect(person, brand);
    expect(Date.parse((await care(post))?.look_at ?? '')).toBeGreaterThan(Date.now() + 60_000);
    await world.connect(person, brand, handle, PASSWORD);
    await state(post, 'removed');
    await passes(later, 1);
    await state(later, 'removed');
  });

  it('keeps what was to be down by now from going out at all', async () => {
    const post = await world.post(brand, [channel], null);
    await takeDown(post, inMs(0));
    await world.schedule(post, 0);
    const row = await until(
      () => world.publication(post, channel),
      (seen) => seen?.state === 'missed',
    );
    expect(row?.error_code).toBe('take_down_passed');
    expect(await world.posted(channel)).toEqual([]);
  });

  it('is refused for somebody outside, for another brand, and where no app can', async () => {
    const post = await published();
    const eve = await world.person();
    await world.brand(eve);
    expect(await world.mutate(eve, 'takedown.set', { ...named(post), remove_at: inMs(0) })).toMatchObject({
      status: 'rejected',
    });
    await world.system((tx) =>
      tx.run(sql`update app.connections set limits = '{"deletes":false}' where id = ${channel}`),
    );
    expect(await takeDown(post, inMs(0))).toMatchObject({ status: 'rejected', code: 'cannot_delete' });
  });
});

describe('looking', () => {
  it('sees by itself that a post stands, and a day later that it is gone', async () => {
    const post = await published();
    await looksAfter();
    expect(await standing(post)).toBeUndefined();
    await soon(post);
    expect((await state(post, 'there'))?.checked_at).not.toBeNull();
    await parked(post, 86_000_000);
    await world.system((tx) => tx.run(sql`delete from sandbox.posts where text = 'Fresh bread'`));
    await world.system((tx) =>
      tx.run(
        sql`update app.publications set published_at = published_at - interval '1 day' where id = ${idOf(post)}`,
      ),
    );
    await soon(post);
    expect(await state(post, 'gone')).toMatchObject({ removed_at: null, removed_by: null });
  });

  it('believes no platform that does not find what went out a moment ago', async () => {
    const post = await published();
    let hidden = true;
    await looksAfter(async (request, pass) =>
      hidden && request.method === 'GET' && request.url.includes('/posts/')
        ? new Response(JSON.stringify({ code: 'not_found', message: 'no' }), { status: 404 })
        : pass(),
    );
    await soon(post);
    await until(
      () => care(post),
      (row) => row?.worker === null && Date.parse(row.look_at ?? '') > Date.now() + 100_000,
    );
    expect(await standing(post)).toBeUndefined();
    hidden = false;
    await soon(post);
    await state(post, 'there');
  });

  it('goes on while the platform works on a post, and says why it is not shown in the end', async () => {
    const post = await published();
    let found: Partial<Standing> = { pending: true };
    const connector: Connector = {
      ...world.sandboxConnector(),
      read: async () => ({ text: '', url: null, publishedAt: null, ...found }),
    };
    const connectors = new Map([[connector.platform as string, connector]]);
    const caretaker = createCaretaker(
      { db: world.db, log: world.log, connectors, sessions: world.sessions(connectors) },
      { leaseMs: 2000, scanMs: 100 },
    );
    running.push(caretaker);
    await caretaker.start();
    await soon(post);
    await state(post, 'there');
    const { look_at } = (await parked(post)) ?? {};
    expect(Date.parse(look_at ?? '') - Date.now()).toBeLessThan(900_000);
    found = { refused: { code: 'film_rejected', message: 'YouTube rejected the film (duplicate).' } };
    await soon(post);
    expect(await state(post, 'gone')).toMatchObject({
      error_code: 'film_rejected',
      error_message: 'YouTube rejected the film (duplicate).',
    });
  });

  it('does not lose the look of the next day where the platform was down', async () => {
    const post = await published();
    await looksAfter(async (request, pass) =>
      request.method === 'GET' && request.url.includes('/posts/')
        ? new Response(JSON.stringify({ code: 'x', message: 'down' }), { status: 503 })
        : pass(),
    );
    for (const failed of [1, 2, 3, 4, 0]) {
      await soon(post);
      await until(
        () => care(post),
        (row) =>
          row?.worker === null &&
          row.checks === failed &&
          Date.parse(row.look_at ?? '') > Date.now() + 100_000,
      );
    }
    const { look_at } = (await care(post)) ?? {};
    expect(Date.parse(look_at ?? '') - Date.now()).toBeGreaterThan(80_000_000);
  });

  it('is not made up for where the account comes back long after', async () => {
    const [recent, old] = [await published(), await published()];
    await away['signed out'](old);
    await looksAfter();
    await Promise.all([soon(recent), soon(old)]);
    await Promise.all([parked(recent), parked(old)]);
    await passes(old, 72);
    await passes(recent, 1);
    await back['signed out'](old);
    await state(recent, 'there');
    expect(await care(old)).toMatchObject({ look_at: null });
    expect(await standing(old)).toBeUndefined();
  });

  it('asks for nothing where nothing is left of the account’s limit', async () => {
    const post = await published();
    await world.system((tx) =>
      tx.run(sql`insert into app.platform_limits (platform, connection_id, bucket, remaining, reset_at)
        values ('sandbox', ${channel}, 'all', 0, now() + interval '1 hour')`),
    );
    let asked = 0;
    await looksAfter(async (request, pass) => {
      if (request.url.includes('/posts/')) asked += 1;
      return pass();
    });
    await soon(post);
    const { look_at } = (await parked(post)) ?? {};
    expect(Date.parse(look_at ?? '') - Date.now()).toBeLessThan(3_700_000);
    expect(await standing(post)).toBeUndefined();
    expect(asked).toBe(0);
  });

  it('answers a person who asks, and nobody else', async () => {
    const post = await published();
    const url = `/api/publications/${idOf(post)}/check`;
    const asked = await world.request(person, 'POST', url, {});
    expect([asked.statusCode, asked.json()]).toEqual([200, { there: true }]);
    const eve = await world.person();
    expect((await world.request(eve, 'POST', url, {})).statusCode).toBe(404);
    expect((await world.request(person, 'POST', `/api/publications/${uuidv7()}/check`, {})).statusCode).toBe(
      404,
    );
  });

  it('never changes what is known of the account', async () => {
    const post = await published();
    await looksAfter(async (request, pass) =>
      request.method === 'GET' && request.url.includes('/posts/')
        ? new Response(JSON.stringify({ code: 'sandbox_unauthorized', message: 'no' }), { status: 401 })
        : pass(),
    );
    await soon(post);
    await until(
      () => care(post),
      (row) => row?.worker === null && Date.parse(row.look_at ?? '') > Date.now() + 100_000,
    );
    const connection = await world.system((tx) =>
      tx.one<{ status: string }>(sql`select status from app.connections where id = ${channel}`),
    );
    expect(connection?.status).toBe('connected');
  });
});
