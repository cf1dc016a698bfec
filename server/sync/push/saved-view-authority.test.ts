import sql, { type Sql } from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planningScope } from '../../../shared/scopes.ts';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import {
  createPusher,
  type House,
  join,
  makeHouse,
  makePerson,
  rowsOf,
  startServer,
  type TestServer,
} from '../testing.ts';

const applied = { status: 'applied' };
const rejected = (code: string) => ({ status: 'rejected', code });

describe.each(engines)('a saved view is its maker’s, on %s', (engine) => {
  let database: TestDatabase;
  let server: TestServer;
  let house: House;
  let bo: string;
  let view: { id: string; brand_id: string };
  beforeAll(async () => {
    database = await testDatabase(engine);
    server = await startServer(database.db);
    house = await makeHouse(database.db);
    bo = await makePerson(database.db, 'Bo');
    // The highest role there is helps nobody to another's views.
    await join(database.db, { ...house, personId: bo, role: 'owner' });
    view = { id: uuidv7(), brand_id: house.brandId };
    const args = { ...view, screen: 'calendar', name: 'Mine', filters: { view: 'week' }, position: 0 };
    expect(await raw('savedView.create', args, house.personId)).toEqual(applied);
  });
  afterAll(async () => {
    await server.close();
    await database.drop();
  });

  const raw = async (name: string, args: unknown, personId: string) => {
    const client = createPusher(server.built, personId);
    const { body } = await client.sent([client.next(name, args)]);
    return body.outcomes[0].outcome;
  };
  const stored = async () =>
    (await rowsOf(database.db, planningScope(house.brandId))).find(({ id }) => id === view.id)?.data;
  const direct = (personId: string, query: Sql) =>
    database.db.tx({ as: 'person', personId }, (tx) => tx.run(query));

  it('a colleague, an owner even, neither changes nor deletes it', async () => {
    const edit = { ...view, fields: { name: 'Taken' } };
    // The row cannot be locked by them, so for their writes it is not there: they learn nothing.
    expect(await raw('savedView.edit', edit, bo)).toMatchObject(rejected('gone'));
    await raw('savedView.delete', view, bo);
    expect(await stored()).toMatchObject({ name: 'Mine' });
    const over = { ...view, screen: 'calendar', name: 'Over it', filters: {}, position: 0 };
    expect(await raw('savedView.create', over, bo)).toMatchObject({ status: 'rejected' });
    expect(await stored()).toMatchObject({ name: 'Mine', created_by: house.personId, version: 1 });
  });

  it('whoever is of another organization neither writes nor reads it', async () => {
    const eve = await makeHouse(database.db, 'Eve');
    const edit = { ...view, fields: { name: 'Taken' } };
    expect(await raw('savedView.edit', edit, eve.personId)).toMatchObject(rejected('forbidden'));
    expect(await raw('savedView.delete', view, eve.personId)).toMatchObject(rejected('forbidden'));
    const through = { ...edit, brand_id: eve.brandId };
    expect(await raw('savedView.edit', through, eve.personId)).toMatchObject({ status: 'rejected' });
    expect(await direct(eve.personId, sql`select from app.saved_views where id = ${view.id}`)).toBe(0);
  });

  it('the database refuses the same from any other door', async () => {
    const rename = sql`update app.saved_views set name = 'Taken' where id = ${view.id}`;
    expect(await direct(bo, rename)).toBe(0);
    const give = sql`update app.saved_views set created_by = ${bo} where id = ${view.id}`;
    const denied = expect.objectContaining({ code: '42501' });
    await expect(direct(house.personId, give)).rejects.toEqual(denied);
    const forge = sql`
      insert into app.saved_views (id, brand_id, screen, name, filters, position, created_by, created_at, updated_at, version)
      values (${uuidv7()}, ${house.brandId}, 'calendar', 'Forged', '{}', 0, ${house.personId}, now(), now(), 1)`;
    await expect(direct(bo, forge)).rejects.toEqual(denied);
    await expect(direct(bo, sql`delete from app.saved_views where id = ${view.id}`)).rejects.toEqual(denied);
    expect(await stored()).toMatchObject({ name: 'Mine' });
  });
});
