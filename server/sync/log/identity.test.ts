import sql from 'sql-template-tag';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { engines, type TestDatabase, testDatabase } from '../../../tests/support/database.ts';
import { keepHouse } from '../housekeeping.ts';
import { addPillar, makeHouse } from '../testing.ts';
import { claimDatabase, raiseEpoch, readMeta } from './identity.ts';

describe.each(engines)('where the log stands on %s', (engine) => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await testDatabase(engine);
  });
  afterEach(() => database.drop());

  const meta = () => database.db.tx({ as: 'sync' }, readMeta);
  const logged = async () =>
    (await database.owner<{ n: number }>(sql`select count(*)::int as n from sync.log`))[0]?.n;

  it('starts a new epoch once in a database that was copied from another', async () => {
    // Test databases are copies of a template, so this one is.
    const before = await meta();
    expect(await claimDatabase(database.db)).toBe(true);
    const claimed = await meta();
    expect(claimed.identity).not.toBe(before.identity);
    expect(await claimDatabase(database.db)).toBe(false);
    expect((await meta()).identity).toBe(claimed.identity);
  });

  it('starts a new epoch on demand, forgetting the log and keeping its count', async () => {
    await claimDatabase(database.db);
    const { brandId } = await makeHouse(database.db);
    await addPillar(database.db, brandId, 'before');
    await database.owner(sql`update sync.log set position = 41, op = seq`);
    await database.owner(sql`update sync.meta set last_position = 41`);
    const before = await meta();
    await raiseEpoch(database.db);
    const after = await meta();
    expect(after.identity).not.toBe(before.identity);
    expect(after).toMatchObject({ last: 41, floor: 41 });
    expect(await logged()).toBe(0);
  });

  it('keeps entries for seven days or a gigabyte, whole transactions only, and notes where they begin', async () => {
    await database.owner(sql`delete from sync.log`);
    const entry = (position: number | null, op: number | null, days: number) =>
      database.owner(sql`
        insert into sync.log (scope, kind, id, operation, data, position, op, at)
        values ('s', 'k', 'i', 'insert', to_jsonb(repeat('x', 1000)), ${position}, ${op}, now() - make_interval(days => ${days}))`);
    await entry(1, 1, 9);
    await entry(2, 1, 8);
    await entry(2, 2, 8);
    await entry(3, 1, 6);
    await entry(4, 1, 0);
    await entry(null, null, 9);
    await database.owner(sql`update sync.meta set last_position = 4`);
    await keepHouse(database.db);
    expect(await meta()).toMatchObject({ floor: 2, last: 4 });
    expect(await logged()).toBe(3);
    await keepHouse(database.db, { logBytes: 1500 });
    expect(await meta()).toMatchObject({ floor: 3 });
    expect(await logged()).toBe(2);
    await keepHouse(database.db);
    expect(await logged()).toBe(2);
  });
});
