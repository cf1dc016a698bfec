import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { olderVersionsPageSchema, olderVersionsPath } from '../../../shared/older-versions.ts';
import { planningScope } from '../../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { testDeps } from '../../../tests/support/deps.ts';
import { type BuiltApp, buildApp } from '../../app.ts';
import { keepHouse } from '../../sync/housekeeping.ts';
import { syncModule } from '../../sync/index.ts';
import {
  createPusher,
  type House,
  join,
  makeHouse,
  makePerson,
  postArgs,
  rowsOf,
} from '../../sync/testing.ts';
import { historyModule } from './index.ts';

describe.each(engines)('older versions of a post on %s', (engine) => {
  let database: TestDatabase;
  let built: BuiltApp;
  let house: House;
  beforeAll(async () => {
    database = await testDatabase(engine);
    built = await buildApp({
      ...testDeps(database.db),
      modules: [(app, deps) => syncModule(app, deps, { pollMs: 0 }), historyModule],
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
  const page = async (url: string, as?: string) => olderVersionsPageSchema.parse((await get(url, as)).json());
  /** A post of six versions, of which all but the last `young` are 91 days old. */
  async function grown(young = 1): Promise<string> {
    const ada = createPusher(built, house.personId);
    const post = postArgs(house.brandId, { caption: '1' });
    await ada.push('post.create', post);
    for (let n = 2; n <= 6; n += 1)
      await ada.push('post.edit', {
        id: post.id,
        brand_id: house.brandId,
        fields: { caption: String(n) },
        base: { caption: String(n - 1) },
      });
    await database.owner(sql`
      update app.post_revisions set accepted_at = accepted_at - interval '91 days'
       where post_id = ${post.id} and version <= ${6 - young}`);
    await keepHouse(database.db);
    return post.id;
  }
  const captions = (rows: readonly { data: unknown }[]) =>
    rows.map(({ data }) => (data as { words: { caption: string } }).words.caption);

  it('come newest first, page by page, and with the projection are all there are', async () => {
    const postId = await grown(2);
    const other = await grown(0);
    const seen: string[] = [];
    let url: string | null = `${olderVersionsPath(house.brandId, postId, null)}&limit=3`;
    for (let pages = 0; url !== null; pages += 1) {
      const { revisions, next } = await page(url);
      expect(pages).toBeLessThan(2);
      expect(revisions.every(({ post_id }) => post_id === postId)).toBe(true);
      seen.push(...captions(revisions.map((data) => ({ data }))));
      url = next && `${olderVersionsPath(house.brandId, postId, next)}&limit=3`;
    }
    expect(seen.slice(0, 2)).toEqual(['4', '3']);
    const here = (await rowsOf(database.db, planningScope(house.brandId))).filter(
      ({ kind, data }) => kind === 'revision' && data.post_id === postId,
    );
    expect([...seen, ...captions(here)].sort()).toEqual(['1', '2', '3', '4', '5', '6']);
    const all = await page(olderVersionsPath(house.brandId, other, null));
    expect([all.revisions.length, all.next]).toEqual([6, null]);
    expect(all.revisions.at(-1)).toMatchObject({ made_by: house.personId });
  });

  it('are for members of the brand only, and of that brand’s posts', async () => {
    const postId = await grown();
    const path = olderVersionsPath(house.brandId, postId, null);
    const eve = await makeHouse(database.db, 'Eve');
    expect((await get(path, eve.personId)).statusCode).toBe(403);
    expect((await get(olderVersionsPath(uuidv7(), postId, null))).statusCode).toBe(403);
    expect((await built.app.inject({ url: `/api${path}` })).statusCode).toBe(401);
    const through = await page(olderVersionsPath(eve.brandId, postId, null), eve.personId);
    expect(through).toEqual({ revisions: [], next: null });
    const bo = await makePerson(database.db, 'Bo');
    await join(database.db, { ...house, personId: bo, role: 'member' });
    expect((await page(path, bo)).revisions).toHaveLength(5);
  });

  it.each([
    'limit=0',
    'limit=5000',
    'before=2026-11-21T09:00:00.000Z',
    `before=yesterday&before_id=${uuidv7()}`,
  ])('refuse %s', async (query) => {
    const path = `/brands/${house.brandId}/posts/${uuidv7()}/versions/older`;
    expect((await get(`${path}?${query}`)).statusCode).toBe(400);
  });
});
