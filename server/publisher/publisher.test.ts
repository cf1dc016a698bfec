import sql from 'sql-template-tag';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines } from '../../tests/support/database.ts';
import { createWorld, cut, until, type World } from './testing.ts';

describe.each(engines)('publishing on %s', (engine) => {
  let world: World;
  let person: string;
  let brand: string;
  let connection: string;
  beforeEach(async () => {
    world = await createWorld({ engine });
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

  it('a due post goes out once, with its link, lateness and frozen content recorded', async () => {
    const post = await world.post(brand, [connection], -200);
    await world.worker();
    const row = await state(post, 'published');
    expect(row).toMatchObject({ error_class: 'none', error_code: null, tries: 1 });
    expect(row?.late_ms).toBeGreaterThanOrEqual(200);
    expect(row?.late_ms).toBeLessThan(10_000);
    const [posted, ...others] = await world.posted(connection);
    expect(others).toEqual([]);
    expect(posted?.text).toBe('Fresh bread');
    expect(row?.url).toMatch(new RegExp(`^http://pillarbox.test/sandbox/@.+/${posted?.id}$`));
    expect(await world.attempts(row?.id ?? '')).toMatchObject([
      { n: 1, state: 'confirmed', settled_by: 'answer', content: { kind: 'post', text: 'Fresh bread' } },
    ]);
    expect(await world.work()).toBe(0);
  });

  it('what is out with something missing is published all the same, and says what is missing', async () => {
    const sandbox = world.sandboxConnector();
    const warning = { code: 'thumbnail_refused', message: 'The channel is not verified.' };
    await world.worker(
      undefined,
      {},
      {
        ...sandbox,
        publish: async (session, armed) => ({ ...(await sandbox.publish(session, armed)), warning }),
      },
    );
    const post = await world.post(brand, [connection], -10);
    expect(await state(post, 'published')).toMatchObject({
      error_code: 'thumbnail_refused',
      error_class: 'none',
      error_message: 'The channel is not verified.',
    });
    expect(await world.work()).toBe(0);
  });

  it('a post planned between scans goes out at its time', async () => {
    await world.worker(undefined, { intervalMs: 600_000 });
    const post = await world.post(brand, [connection], 700);
    const row = await state(post, 'published');
    expect(row?.late_ms).toBeLessThan(2000);
    expect(Date.parse(row?.published_at ?? '')).toBeGreaterThanOrEqual(Date.parse(row?.due_at ?? ''));
  });

  it('when the answer is lost after the platform took it, the platform is asked and it is not sent again', async () => {
    let posts = 0;
    await world.worker(async ({ url, method }, pass) => {
      if (!(method === 'POST' && url.endsWith('/posts'))) return pass();
      posts += 1;
      await pass();
      throw cut();
    });
    const post = await world.post(brand, [connection], -10);
    const row = await state(post, 'published');
    expect(await world.posted(connection)).toHaveLength(1);
    expect(posts).toBe(1);
    expect(await world.attempts(row?.id ?? '')).toMatchObject([
      { n: 1, state: 'confirmed', settled_by: 'probe' },
    ]);
    expect(row?.url).toContain('/sandbox/@');
  });

  it('nothing is concluded before the deadline and the settle time are over', async () => {
    let probedAt = 0;
    await world.worker(
      async ({ url, method }, pass) => {
        if (url.includes('/by-key/')) probedAt ||= Date.now();
        if (method === 'POST' && url.endsWith('/posts')) throw cut();
        return pass();
      },
      { writeMs: 600 },
    );
    const post = await world.post(brand, [connection], -10);
    const unknown = await state(post, 'unknown');
    expect(unknown).toMatchObject({ error_code: 'network', error_class: 'retry' });
    await until(
      async () => probedAt,
      (at) => at > 0,
    );
    const [attempt] = await world.system((tx) =>
      tx.many<{ settle_until: string; armed_at: string; deadline: string }>(
        sql`select armed_at, deadline, settle_until from app.publish_attempts where publication_id = ${unknown?.id}`,
      ),
    );
    expect(probedAt).toBeGreaterThanOrEqual(Date.parse(attempt?.settle_until ?? '') - 5);
    expect(Date.parse(attempt?.settle_until ?? '') - Date.parse(attempt?.armed_at ?? '')).toBe(650);
  });

  it('when the request was lost before the platform had it, it is sent again, once', async () => {
    let losses = 1;
    await world.worker(async ({ url, method }, pass) => {
      if (method === 'POST' && url.endsWith('/posts') && losses-- > 0) throw cut();
      return pass();
    });
    const post = await world.post(brand, [connection], -10);
    const retrying = await state(post, 'retrying');
    expect(retrying).toMatchObject({ error_code: 'not_there', tries: 1 });
    await world.hurry();
    const row = await state(post, 'published');
    const attempts = await world.attempts(row?.id ?? '');
    expect(attempts).toMatchObject([
      { n: 1, state: 'rejected', settled_by: 'probe' },
      { n: 2, state: 'confirmed', settled_by: 'answer' },
    ]);
    expect(attempts[0]?.key).toBe(attempts[1]?.key);
    expect(await world.posted(connection)).toHaveLength(1);
  });

  it('several workers share the work: every post once, one at a time per account', async () => {
    const connections = [connection, await world.connect(person, brand), await world.connect(person, brand)];
    const busy = new Map<string, number>();
    let overlaps = 0;
    const fault = async ({ url, method }: { url: string; method: string }, pass: () => Promise<Response>) => {
      if (!(method === 'POST' && url.endsWith('/posts'))) return pass();
      const answer = pass();
      await new Promise((resolve) => setTimeout(resolve, 5));
      return answer;
    };
    // Each account's calls are counted at the connector, where the session says whose they are.
    const counting = () => {
      const connector = world.sandboxConnector(fault);
      return {
        ...connector,
        async publish(...[session, armed]: Parameters<typeof connector.publish>) {
          const now = (busy.get(session.remoteId) ?? 0) + 1;
          busy.set(session.remoteId, now);
          if (now > 1) overlaps += 1;
          try {
            return await connector.publish(session, armed);
          } finally {
            busy.set(session.remoteId, now - 1);
          }
        },
      };
    };
    for (let index = 0; index < 24; index += 1) {
      await world.post(brand, [connections[index % 3] ?? connection], -1000 - index, `Post ${index}`);
    }
    await Promise.all(
      Array.from({ length: 4 }, () => world.worker(undefined, { concurrency: 4 }, counting())),
    );
    await until(
      () => world.work(),
      (left) => left === 0,
    );
    const texts = (await Promise.all(connections.map(world.posted))).flat().map(({ text }) => text);
    expect(texts.sort()).toEqual(Array.from({ length: 24 }, (_, index) => `Post ${index}`).sort());
    expect(overlaps).toBe(0);
    const [count] = await world.database.owner<{ n: number }>(
      sql`select count(*)::int as n from app.publish_attempts`,
    );
    expect(count?.n).toBe(24);
  });

  it('the database itself refuses a second live attempt, a step back and a changed content', async () => {
    const post = await world.post(brand, [connection], -10);
    await world.worker();
    const row = await state(post, 'published');
    const run = (statement: ReturnType<typeof sql>) => world.system((tx) => tx.run(statement));
    await expect(
      run(sql`
        insert into app.publish_attempts (publication_id, n, brand_id, connection_id, state, due_at, content, content_hash,
                                          key, armed_at, deadline, settle_until)
        select publication_id, 2, brand_id, connection_id, 'armed', due_at, content, content_hash, key, now(), now(), now()
          from app.publish_attempts where publication_id = ${row?.id}`),
    ).rejects.toThrow('publish_attempts_once');
    await expect(
      run(sql`update app.publish_attempts set state = 'claimed' where publication_id = ${row?.id}`),
    ).rejects.toThrow('cannot go from confirmed to claimed');
    await expect(
      run(sql`update app.publish_attempts set content = '{}' where publication_id = ${row?.id}`),
    ).rejects.toThrow('frozen');
    await expect(
      run(sql`delete from app.publish_attempts where publication_id = ${row?.id}`),
    ).rejects.toThrow('permission denied');
  });
});
