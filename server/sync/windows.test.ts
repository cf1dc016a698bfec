import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { engagementScope, planningScope } from '../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../tests/support/database.ts';
import { keepHouse, setCommentWindow } from './housekeeping.ts';
import {
  addComment,
  addPillar,
  createPusher,
  type House,
  makeHouse,
  rowsOf,
  startServer,
  type TestServer,
} from './testing.ts';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

describe.each(engines)('windows of data on %s', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let house: House;
  beforeAll(async () => {
    database = await testDatabase(engine);
    server = await startServer(database.db);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });
  beforeEach(async () => {
    house = await makeHouse(database.db);
  });

  const system = (statement: ReturnType<typeof sql>) =>
    database.db.tx({ as: 'system' }, (tx) => tx.run(statement));
  const scope = () => engagementScope(house.brandId);
  /** `kind/id` of what the projection holds, and of tombstones their reason. */
  const held = async () =>
    Object.fromEntries(
      (await rowsOf(database.db, scope()))
        .filter(({ kind }) => kind !== 'client')
        .map(({ kind, id, data }) => [`${kind}/${id}`, kind === 'gone' ? data.reason : 'here']),
    );
  const quietSince = (id: string, days: number) =>
    system(sql`update app.comments set active_at = now() - make_interval(days => ${days}) where id = ${id}`);
  const push = (name: Parameters<ReturnType<typeof createPusher>['push']>[0], args: object, days = 0) =>
    createPusher(server.built, house.personId).push(name, args as never, daysAgo(days));

  it('a comment without activity for 90 days leaves with its replies, as aged, and stays on the server', async () => {
    const [old, fresh] = [
      await addComment(database.db, house.brandId),
      await addComment(database.db, house.brandId),
    ];
    const reply = uuidv7();
    await push('comment.reply', { id: reply, brand_id: house.brandId, comment_id: old, text: 'Thanks' });
    await quietSince(old, 91);
    await quietSince(fresh, 89);
    await keepHouse(database.db);
    expect(await held()).toEqual({
      [`comment/${fresh}`]: 'here',
      [`gone/comment:${old}`]: 'aged',
      [`gone/reply:${reply}`]: 'aged',
    });
    expect(await database.owner(sql`select aged, deleted_at from app.comments where id = ${old}`)).toEqual([
      { aged: true, deleted_at: null },
    ]);
  });

  it('ages any number in batches', async () => {
    await system(sql`
      insert into app.comments (id, brand_id, connection_id, remote_id, author_name, author_handle, text,
        commented_at, status, created_at, updated_at, version)
      select gen_random_uuid(), c.brand_id, c.id, 'many' || n, 'a', 'a', 't', now(), 'open', now(), now(), 1
        from generate_series(1, 1100) n, app.connections c
       where c.id = (select connection_id from app.comments where id = ${await addComment(database.db, house.brandId)})`);
    await system(
      sql`update app.comments set active_at = now() - interval '100 days' where brand_id = ${house.brandId}`,
    );
    await keepHouse(database.db);
    const counts = Object.values(await held()).filter((what) => what === 'aged');
    expect(counts).toHaveLength(1101);
    expect(Object.values(await held())).not.toContain('here');
  });

  it('what was long quiet when it was collected is never put in', async () => {
    const old = await addComment(database.db, house.brandId, { commentedAt: daysAgo(400) });
    expect(await held()).toEqual({});
    expect(await database.owner(sql`select aged from app.comments where id = ${old}`)).toEqual([
      { aged: true },
    ]);
  });

  it.each([
    ['done', 'comment.setStatus', { status: 'done' }],
    ['assigned', 'comment.assign', { assigned_to: null }],
  ] as const)(
    'comes back when somebody marks it %s, also when they did so long ago',
    async (_, name, rest) => {
      const id = await addComment(database.db, house.brandId, { commentedAt: daysAgo(400) });
      const outcome = await push(name, { id, brand_id: house.brandId, ...rest }, 120);
      expect(outcome).toEqual({ status: 'applied' });
      expect(await held()).toEqual({ [`comment/${id}`]: 'here' });
      await keepHouse(database.db);
      expect(await held()).toEqual({ [`comment/${id}`]: 'here' });
    },
  );

  it('comes back with its replies and without tombstones when it is answered here', async () => {
    const id = await addComment(database.db, house.brandId);
    const [first, second] = [uuidv7(), uuidv7()];
    await push('comment.reply', { id: first, brand_id: house.brandId, comment_id: id, text: 'Thanks' });
    await quietSince(id, 91);
    await keepHouse(database.db);
    await push('comment.reply', { id: second, brand_id: house.brandId, comment_id: id, text: 'Again' });
    expect(await held()).toEqual({
      [`comment/${id}`]: 'here',
      [`reply/${first}`]: 'here',
      [`reply/${second}`]: 'here',
    });
  });

  it('comes back with all it answers when somebody answers it at the platform', async () => {
    const first = await addComment(database.db, house.brandId, {
      remoteId: 'r1',
      commentedAt: daysAgo(400),
    });
    const connectionOf = sql`select connection_id from app.comments where id = ${first}`;
    const [row] = await database.owner<{ connection_id: string }>(connectionOf);
    const below = { connectionId: row?.connection_id ?? '' };
    const second = await addComment(database.db, house.brandId, {
      ...below,
      remoteId: 'r2',
      parent: 'r1',
      commentedAt: daysAgo(300),
    });
    expect(await held()).toEqual({});
    const third = await addComment(database.db, house.brandId, { ...below, remoteId: 'r3', parent: 'r2' });
    expect(Object.keys(await held()).sort()).toEqual(
      [first, second, third].map((id) => `comment/${id}`).sort(),
    );
  });

  it('what changed at the platform comes back', async () => {
    const id = await addComment(database.db, house.brandId, { commentedAt: daysAgo(400) });
    await system(
      sql`update app.comments set text = 'other', version = version + 1, updated_at = now() where id = ${id}`,
    );
    expect(await held()).toEqual({ [`comment/${id}`]: 'here' });
  });

  it('a deletion is told as one, of aged comments too', async () => {
    const [here, aged] = [
      await addComment(database.db, house.brandId),
      await addComment(database.db, house.brandId, { commentedAt: daysAgo(400) }),
    ];
    await system(sql`update app.comments set deleted_at = now() where brand_id = ${house.brandId}`);
    expect(await held()).toEqual({
      [`gone/comment:${here}`]: 'deleted',
      [`gone/comment:${aged}`]: 'deleted',
    });
    await quietSince(here, 91);
    await keepHouse(database.db);
    expect(await held()).toMatchObject({ [`gone/comment:${here}`]: 'deleted' });
    await system(sql`update app.comments set deleted_at = null where id = ${here}`);
    expect(await held()).toEqual({ [`comment/${here}`]: 'here', [`gone/comment:${aged}`]: 'deleted' });
  });

  it('follows the configured days both ways', async () => {
    const id = await addComment(database.db, house.brandId);
    await quietSince(id, 50);
    try {
      await setCommentWindow(database.db, 30);
      await keepHouse(database.db);
      expect(await held()).toEqual({ [`gone/comment:${id}`]: 'aged' });
      await setCommentWindow(database.db, 60);
      await keepHouse(database.db);
      expect(await held()).toEqual({ [`comment/${id}`]: 'here' });
    } finally {
      await setCommentWindow(database.db, 90);
    }
  });

  it('the reason is told before the row goes, in one transaction', async () => {
    const id = await addComment(database.db, house.brandId);
    await quietSince(id, 91);
    await keepHouse(database.db);
    const log = await database.owner<{ change: string; xid: string }>(sql`
      select operation || ' ' || kind as change, xid::text from sync.log
       where scope = ${scope()} and id like ${`%${id}`} order by seq`);
    expect(log.map(({ change }) => change)).toEqual(['insert comment', 'insert gone', 'delete comment']);
    expect(log[1]?.xid).toBe(log[2]?.xid);
  });

  it('posts, pillars and the rest leave with a reason as well, and return without one', async () => {
    const pillar = await addPillar(database.db, house.brandId, 'Tips');
    const tombstone = async () =>
      (await rowsOf(database.db, planningScope(house.brandId))).find(({ kind }) => kind === 'gone');
    await system(sql`update app.pillars set deleted_at = now() where id = ${pillar.id}`);
    expect(await tombstone()).toMatchObject({ id: `pillar:${pillar.id}`, data: { reason: 'deleted' } });
    await system(sql`update app.pillars set deleted_at = null where id = ${pillar.id}`);
    expect(await tombstone()).toBeUndefined();
    const other = uuidv7();
    await system(sql`
      insert into app.brands (id, organization_id, name, time_zone, created_at, updated_at, version)
      values (${other}, ${house.organizationId}, 'Other', 'UTC', now(), now(), 1)`);
    await system(sql`update app.pillars set brand_id = ${other} where id = ${pillar.id}`);
    expect(await tombstone()).toMatchObject({ id: `pillar:${pillar.id}`, data: { reason: 'moved' } });
    expect((await rowsOf(database.db, planningScope(other))).map(({ kind }) => kind)).toContain('pillar');
  });

  it('tombstones go after 30 days', async () => {
    const pillar = await addPillar(database.db, house.brandId, 'Tips');
    await system(sql`update app.pillars set deleted_at = now() where id = ${pillar.id}`);
    const there = async () =>
      (await rowsOf(database.db, planningScope(house.brandId))).some(({ kind }) => kind === 'gone');
    const madeAt = (days: number) =>
      database.owner(sql`
        update sync.rows set data = jsonb_set(data, '{at}', to_jsonb(${daysAgo(days)}::text))
         where kind = 'gone' and id = ${`pillar:${pillar.id}`}`);
    await madeAt(29);
    await keepHouse(database.db);
    expect(await there()).toBe(true);
    await madeAt(31);
    await keepHouse(database.db);
    expect(await there()).toBe(false);
  });

  it('a write that arrives while housekeeping runs is never lost to it', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, () => addComment(database.db, house.brandId)));
    await system(sql`update app.comments set active_at = now() - interval '91 days' where id = any(${ids})`);
    await Promise.all([
      keepHouse(database.db),
      ...ids.map((id) => push('comment.setStatus', { id, brand_id: house.brandId, status: 'done' })),
    ]);
    expect(await held()).toEqual(Object.fromEntries(ids.map((id) => [`comment/${id}`, 'here'])));
  });
});
