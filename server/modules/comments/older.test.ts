import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OlderFilter, olderPageSchema, olderPath } from '../../../shared/older-comments.ts';
import { engagementScope } from '../../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { testDeps } from '../../../tests/support/deps.ts';
import { type BuiltApp, buildApp } from '../../app.ts';
import { addComment, type House, join, makeHouse, makePerson, rowsOf } from '../../sync/testing.ts';
import { commentsModule } from './index.ts';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
const open: OlderFilter = { status: 'open', assignedTo: null };

describe.each(engines)('older comments on %s', (engine) => {
  let database: TestDatabase;
  let built: BuiltApp;
  let house: House;
  beforeAll(async () => {
    database = await testDatabase(engine);
    built = await buildApp({
      ...testDeps(database.db, { env: { PUBLISHER: 'off' } }),
      modules: [commentsModule],
    });
  });
  afterAll(async () => {
    await built.close();
    await database.drop();
  });
  beforeEach(async () => {
    house = await makeHouse(database.db);
  });

  const get = (url: string, as = house.personId) =>
    built.app.inject({ url: `/api${url}`, headers: { authorization: `Bearer ${as}` } });
  const page = async (url: string, as?: string) => olderPageSchema.parse((await get(url, as)).json());
  const older = (days: number, fields = {}) =>
    addComment(database.db, house.brandId, { commentedAt: daysAgo(days), ...fields });

  it('come newest first, page by page, each once, also when many are of one moment', async () => {
    const fresh = await addComment(database.db, house.brandId);
    const moment = daysAgo(200);
    const ids = await Promise.all([
      ...[100, 150, 300, 400].map((days) => older(days)),
      ...[1, 2, 3].map(() => addComment(database.db, house.brandId, { commentedAt: moment })),
    ]);
    // What a platform says to the microsecond is not cut off between two pages.
    await database.owner(sql`
      update app.comments set commented_at = commented_at + interval '123 microseconds' where brand_id = ${house.brandId}`);
    const seen: string[] = [];
    let url: string | null = `${olderPath(house.brandId, open, null)}&limit=2`;
    for (let pages = 0; url !== null; pages += 1) {
      const { comments, next } = await page(url);
      seen.push(...comments.map(({ id }) => id));
      expect(pages).toBeLessThan(4);
      url = next && `${olderPath(house.brandId, open, next)}&limit=2`;
    }
    expect(seen).toHaveLength(7);
    expect([...seen].sort()).toEqual([...ids].sort());
    expect(seen.slice(0, 2)).toEqual(ids.slice(0, 2));
    expect(seen.slice(5)).toEqual(ids.slice(2, 4));
    expect(seen).not.toContain(fresh);
  });

  it('bring their replies, and together with the projection are all there are', async () => {
    const ids = [await older(10), await older(100), await older(200)];
    const reply = uuidv7();
    await database.db.tx({ as: 'system' }, async (tx) => {
      await tx.run(sql`
        insert into app.replies (id, brand_id, comment_id, connection_id, text, created_by, created_at, updated_at, version)
        select ${reply}, brand_id, id, connection_id, 'Thanks', null, now(), now(), 1 from app.comments where id = ${ids[1]}`);
      await tx.run(
        sql`update app.comments set active_at = now() - interval '95 days', aged = true where id = ${ids[1]}`,
      );
    });
    const { comments, replies, next } = await page(olderPath(house.brandId, open, null));
    expect(comments.map(({ id }) => id)).toEqual([ids[1], ids[2]]);
    expect(replies).toMatchObject([{ id: reply, comment_id: ids[1], text: 'Thanks' }]);
    expect(next).toBeNull();
    const rows = await rowsOf(database.db, engagementScope(house.brandId));
    expect(rows.filter(({ kind }) => kind === 'comment').map(({ id }) => id)).toEqual([ids[0]]);
  });

  it('are narrowed by status and person; deleted ones are not given', async () => {
    const [mine, done, deleted] = [await older(100), await older(110), await older(120)];
    await database.owner(sql`update app.comments set assigned_to = ${house.personId} where id = ${mine}`);
    await database.owner(sql`update app.comments set status = 'done' where id = ${done}`);
    await database.owner(sql`update app.comments set deleted_at = now() where id = ${deleted}`);
    const ids = async (filter: OlderFilter) =>
      (await page(olderPath(house.brandId, filter, null))).comments.map(({ id }) => id);
    expect(await ids(open)).toEqual([mine]);
    expect(await ids({ status: 'done', assignedTo: null })).toEqual([done]);
    expect(await ids({ status: 'open', assignedTo: house.personId })).toEqual([mine]);
    expect(await ids({ status: 'done', assignedTo: house.personId })).toEqual([]);
  });

  it('are for members of the brand only', async () => {
    await older(100);
    const other = await makeHouse(database.db, 'Eve');
    const path = olderPath(house.brandId, open, null);
    expect((await get(path, other.personId)).statusCode).toBe(403);
    expect((await get(olderPath(uuidv7(), open, null))).statusCode).toBe(403);
    expect((await built.app.inject({ url: `/api${path}` })).statusCode).toBe(401);
    const bo = await makePerson(database.db, 'Bo');
    await join(database.db, { ...house, personId: bo, role: 'member' });
    expect((await page(path, bo)).comments).toHaveLength(1);
  });

  it.each([
    'status=old',
    'status=open&limit=0',
    'status=open&limit=5000',
    'status=open&before=2026-11-21T09:00:00.000Z',
    `status=open&before=yesterday&before_id=${uuidv7()}`,
  ])('refuse %s', async (query) => {
    expect((await get(`/brands/${house.brandId}/comments/older?${query}`)).statusCode).toBe(400);
  });
});
