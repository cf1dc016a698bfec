import pg from 'pg';
import sql from 'sql-template-tag';
import { expect, inject, it } from 'vitest';
import { testDatabase } from '../../tests/support/database.ts';
import { createDb } from './db.ts';

it('a listener whose database stays away tries one connection at a time, and hears again when it is back', async () => {
  const database = await testDatabase();
  const [row] = await database.owner<{ name: string }>(sql`select current_database() as name`);
  const admin = new pg.Client({ connectionString: inject('postgres').embedded });
  await admin.connect();
  const accept = (yes: boolean) => admin.query(`alter database ${row?.name} allow_connections ${yes}`);

  let refused = 0;
  const db = createDb(database.url, {
    onError: (error) => {
      if (/not currently accepting/.test(error.message)) refused += 1;
    },
  });
  const heard: string[] = [];
  let reconnects = 0;
  await db.listen(
    'test',
    (payload) => heard.push(payload),
    () => {
      reconnects += 1;
    },
  );
  await accept(false);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [row?.name]);
  await new Promise((resolve) => setTimeout(resolve, 1200));
  // After 50, 100, 200, 400 and 800 ms (each may be told of twice), not a flood that doubles with every failure.
  expect(refused).toBeGreaterThan(0);
  expect(refused).toBeLessThanOrEqual(10);

  await accept(true);
  await expect.poll(() => reconnects, { timeout: 10_000 }).toBe(1);
  await database.owner(sql`select pg_notify('test', 'again')`);
  await expect.poll(() => heard, { timeout: 10_000 }).toEqual(['again']);
  await admin.end();
  await db.close();
  await database.drop();
});
