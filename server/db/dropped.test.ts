import sql from 'sql-template-tag';
import { expect, it } from 'vitest';
import { testDatabase } from '../../tests/support/database.ts';
import { createDb } from './db.ts';

it('a connection that drops between two statements fails its transaction, not the process', async () => {
  const database = await testDatabase();
  const told: string[] = [];
  const db = createDb(database.url, { onError: (error) => told.push(error.message) });
  await expect(
    db.tx({ as: 'system' }, async (tx) => {
      const own = await tx.one<{ pid: number }>(sql`select pg_backend_pid() as pid`);
      await database.owner(sql`select pg_terminate_backend(${own?.pid})`);
      await expect.poll(() => told.length, { timeout: 10_000 }).toBeGreaterThan(0);
      await tx.run(sql`select 1`);
    }),
  ).rejects.toThrow();
  expect(await db.tx({ as: 'system' }, (tx) => tx.one(sql`select 1 as one`))).toEqual({ one: 1 });
  await db.close();
  await database.drop();
});
