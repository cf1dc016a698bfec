import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sql from 'sql-template-tag';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyDatabase, engines, testDatabase } from '../../tests/support/database.ts';
import { migrate } from './migrate.ts';
import { query } from './postgres-process.ts';

describe.each(engines)('migrations on %s', (engine) => {
  let url: string;
  let drop: () => Promise<void>;
  let folder: string;
  const file = (name: string, text: string) => writeFile(join(folder, name), text);

  beforeEach(async () => {
    ({ url, drop } = await emptyDatabase(engine));
    folder = await mkdtemp(join(tmpdir(), 'migrations-'));
  });
  afterEach(async () => {
    await drop();
    await rm(folder, { recursive: true });
  });

  it('applies each file once, in order', async () => {
    await file('0001_one.sql', 'create table t (a int);');
    expect(await migrate({ url, folder })).toEqual({ version: 1, applied: ['0001_one.sql'] });
    await file('0002_two.sql', 'alter table t add b int; insert into t values (1, 2);');
    expect(await migrate({ url, folder })).toEqual({ version: 2, applied: ['0002_two.sql'] });
    expect(await migrate({ url, folder })).toEqual({ version: 2, applied: [] });
    expect(await query(url, 'select a, b from t')).toEqual([{ a: 1, b: 2 }]);
  });

  it('refuses a changed file and names it, but not other line ends', async () => {
    await file('0001_one.sql', 'create table t (\n a int);');
    await migrate({ url, folder });
    await file('0001_one.sql', 'create table t (\r\n a int);');
    expect((await migrate({ url, folder })).applied).toEqual([]);
    await file('0001_one.sql', 'create table t (a bigint);');
    await expect(migrate({ url, folder })).rejects.toMatchObject({
      code: 'migration_changed',
      message: expect.stringContaining('0001_one.sql'),
    });
  });

  it('refuses a database from the future, a vanished file and a late number', async () => {
    for (const number of [1, 3]) await file(`000${number}_n.sql`, `create table t${number} ();`);
    await migrate({ url, folder });
    await rm(join(folder, '0003_n.sql'));
    await expect(migrate({ url, folder })).rejects.toMatchObject({ code: 'database_newer' });
    await file('0003_n.sql', 'create table t3 ();');
    await file('0002_n.sql', 'create table t2 ();');
    await expect(migrate({ url, folder })).rejects.toMatchObject({ code: 'migration_order' });
    await rm(join(folder, '0002_n.sql'));
    await rm(join(folder, '0001_n.sql'));
    await expect(migrate({ url, folder })).rejects.toMatchObject({ code: 'migration_missing' });
  });

  it('refuses two files with one number', async () => {
    await file('0001_one.sql', 'select 1');
    await file('0001_two.sql', 'select 1');
    await expect(migrate({ url, folder })).rejects.toMatchObject({ code: 'migration_order' });
  });

  it('leaves nothing of a file that fails, and says which line', async () => {
    await file('0001_one.sql', 'create table t (a int);\ninsert into t values (1);\nselect nonsense;');
    await expect(migrate({ url, folder })).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringContaining('0001_one.sql, line 3'),
    });
    expect(await query(url, "select to_regclass('t') as found")).toEqual([{ found: null }]);
    await file('0001_one.sql', 'create table t (a int);');
    expect((await migrate({ url, folder })).version).toBe(1);
  });

  it('applies a file once when several processes migrate one database', async () => {
    await file('0001_one.sql', 'create table t (a int); select pg_sleep(0.1); insert into t values (1);');
    const results = await Promise.all(Array.from({ length: 5 }, () => migrate({ url, folder })));
    expect(results.filter(({ applied }) => applied.length === 1)).toHaveLength(1);
    expect(await query(url, 'select a from t')).toEqual([{ a: 1 }]);
  });

  it('survives databases of one cluster that make and change the same roles at once', async () => {
    const databases = await Promise.all(Array.from({ length: 6 }, () => emptyDatabase(engine)));
    try {
      await file(
        '0001_role.sql',
        `
        do $$ begin create role race_test nologin; exception when duplicate_object then null; end $$;
        alter role race_test nobypassrls; grant race_test to current_user;`,
      );
      await Promise.all(databases.map((database) => migrate({ url: database.url, folder })));
      for (const database of databases) {
        expect(await query(database.url, 'select number from pillarbox.migrations')).toEqual([{ number: 1 }]);
      }
    } finally {
      await Promise.all(databases.map((database) => database.drop()));
      await query(url, 'drop role race_test');
    }
  });

  it('gives each test a fresh database with everything applied', async () => {
    const database = await testDatabase(engine);
    try {
      const personId = '00000000-0000-7000-8000-000000000001';
      const rows = await database.db.tx({ as: 'person', personId }, (tx) =>
        tx.many(sql`select app.person_id() as id`),
      );
      expect(rows).toEqual([{ id: personId }]);
    } finally {
      await database.drop();
    }
  });
});
