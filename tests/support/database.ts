/**
 * A fresh, migrated database for one test or one file (about 50 ms), on a Postgres that the vitest run starts once.
 *
 *   import { testDatabase } from '../../tests/support/database.ts';
 *
 *   const database = await testDatabase();            // embedded PostgreSQL 18; 'debian' is PostgreSQL 15
 *   await database.db.tx({ as: 'system' }, async (tx) => tx.run(sql`insert into ...`));
 *   await database.drop();                            // closes database.db too; call it in afterAll / afterEach
 *
 * For both engines: `describe.each(engines)('on %s', (engine) => { ... await testDatabase(engine) ... })`.
 * `database.url` connects as the owner (a superuser here): use it to look behind the policies, as in `database.owner(sql)`.
 * The template is rebuilt when a file in migrations/server changes. Needs the vitest project "server" (its globalSetup
 * starts the engines): tests under server/, main/ and tests/ have it.
 */
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import type { Sql } from 'sql-template-tag';
import { inject } from 'vitest';
import { createDb, type Db } from '../../server/db/db.ts';
import { MIGRATIONS_FOLDER, migrate, readMigrations } from '../../server/db/migrate.ts';

export type Engine = 'embedded' | 'debian';
export const engines: readonly Engine[] = ['embedded', 'debian'];

export type TestDatabase = {
  url: string;
  db: Db;
  /** Runs one statement as the owner, past row-level security. */
  owner<Row extends object>(statement: Sql): Promise<Row[]>;
  drop(): Promise<void>;
};

export async function testDatabase(engine: Engine = 'embedded'): Promise<TestDatabase> {
  const admin = clusterUrl(engine);
  const name = `test_${randomBytes(6).toString('hex')}`;
  const template = await ensureTemplate(admin);
  await asAdmin(admin, (client) => client.query(`create database ${name} template ${template}`));
  const url = urlFor(admin, name);
  const db = createDb(url, { max: 10 });
  return {
    url,
    db,
    owner: async <Row extends object>(statement: Sql) =>
      asAdmin(url, async (client) => (await client.query<Row>(statement)).rows),
    async drop() {
      await db.close();
      await asAdmin(admin, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

/** An empty database without any migration (tests of the migrations themselves). */
export async function emptyDatabase(
  engine: Engine = 'embedded',
): Promise<{ url: string; drop(): Promise<void> }> {
  const admin = clusterUrl(engine);
  const name = `empty_${randomBytes(6).toString('hex')}`;
  await asAdmin(admin, (client) => client.query(`create database ${name}`));
  return {
    url: urlFor(admin, name),
    drop: async () => {
      await asAdmin(admin, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

function clusterUrl(engine: Engine): string {
  const url = inject('postgres')[engine];
  if (!url)
    throw new Error('PostgreSQL 15 is not installed: apt-get install postgresql-15 (npm test does it).');
  return url;
}

/** One template per state of the migrations; workers that need it at the same time wait for the first. */
async function ensureTemplate(admin: string): Promise<string> {
  const migrations = await readMigrations(MIGRATIONS_FOLDER);
  const state = createHash('sha256')
    .update(migrations.map(({ checksum }) => checksum).join())
    .digest('hex');
  const name = `template_${state.slice(0, 12)}`;
  await asAdmin(admin, async (client) => {
    const exists = async () =>
      ((await client.query('select 1 from pg_database where datname = $1', [name])).rowCount ?? 0) > 0;
    if (await exists()) return;
    await client.query('select pg_advisory_lock(4820099)');
    if (await exists()) return;
    const draft = `draft_${randomBytes(6).toString('hex')}`;
    await client.query(`create database ${draft}`);
    try {
      await migrate({ url: urlFor(admin, draft) });
      await client.query(`alter database ${draft} rename to ${name}`);
    } catch (error) {
      await client.query(`drop database ${draft} with (force)`);
      throw error;
    }
  });
  return name;
}

async function asAdmin<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const urlFor = (admin: string, database: string) => admin.replace('/postgres?', `/${database}?`);
