import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../log.ts';

/** Our schemas, all made by migrations. */
export const SCHEMAS = ['app', 'identity', 'secrets', 'sync'];

/** Where the project's own migrations lie. */
export const MIGRATIONS_FOLDER = join(import.meta.dirname, '../../migrations/server');

/** Session lock: one migrating process per database, the others wait for it. */
const LOCK = 4_820_002;

export type Migration = { number: number; name: string; text: string; checksum: string };

/**
 * Brings a database to the newest version: forward only, one transaction per file, one process at a time.
 * @param url connects as the owner of the schemas
 * @returns the version it is at now and the names of the files that were applied
 * @throws AppError migration_changed | migration_missing | migration_order | database_newer | migration_failed
 */
export async function migrate(options: {
  url: string;
  log?: Log | undefined;
  folder?: string;
  /** Stops after this number (a copy of an older database must begin with its shape). */
  upTo?: number;
}): Promise<{ version: number; applied: string[] }> {
  const all = await readMigrations(options.folder ?? MIGRATIONS_FOLDER);
  const migrations = all.filter(({ number }) => number <= (options.upTo ?? Number.POSITIVE_INFINITY));
  const client = new pg.Client({ connectionString: options.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query("set client_min_messages = 'warning'");
    await patiently(() => ensureLedger(client));
    const done = await appliedOf(client);
    compare(migrations, done);
    const pending = migrations.slice(done.length);
    for (const migration of pending) {
      await patiently(() => apply(client, migration));
      options.log?.info({ migration: migration.name }, 'applied migration');
    }
    return { version: migrations.at(-1)?.number ?? 0, applied: pending.map(({ name }) => name) };
  } finally {
    await client.end();
  }
}

/**
 * @param folder holds NNNN_name.sql; other files are ignored
 * @throws AppError migration_order where two files have one number
 */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const migrations: Migration[] = [];
  for (const name of names) {
    const number = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1] ?? Number.NaN);
    if (!(number > (migrations.at(-1)?.number ?? 0))) {
      throw new AppError(
        'migration_order',
        `${name}: migrations are named NNNN_name.sql with rising numbers.`,
      );
    }
    // A checkout on Windows may turn line ends around; that is no change.
    const text = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
    migrations.push({ number, name, text, checksum: createHash('sha256').update(text).digest('hex') });
  }
  return migrations;
}

type Applied = { number: number; name: string; checksum: string };

async function ensureLedger(client: pg.Client): Promise<void> {
  // Its own schema: a hosted Postgres may publish everything in "public".
  await client.query(`
    create schema if not exists pillarbox;
    create table if not exists pillarbox.migrations (
      number integer primary key,
      name text not null,
      checksum text not null,
      applied_at timestamptz not null default now()
    );
    alter table pillarbox.migrations enable row level security;
    alter table pillarbox.migrations force row level security;
    do $$ begin
      create policy owner on pillarbox.migrations using (true) with check (true);
    exception when duplicate_object then null;
    end $$;
  `);
}

async function appliedOf(client: pg.Client): Promise<Applied[]> {
  const { rows } = await client.query<Applied>(
    'select number, name, checksum from pillarbox.migrations order by number',
  );
  return rows;
}

function compare(migrations: Migration[], done: Applied[]): void {
  const newest = migrations.at(-1)?.number ?? 0;
  const future = done.find((applied) => applied.number > newest);
  if (future) {
    throw new AppError(
      'database_newer',
      `The database has "${future.name}", which this version does not know: a newer Pillarbox used it. Update this one.`,
    );
  }
  for (const [index, applied] of done.entries()) {
    const file = migrations.find(({ number }) => number === applied.number);
    if (!file) {
      throw new AppError(
        'migration_missing',
        `"${applied.name}" was applied to this database, but the file is gone.`,
      );
    }
    if (file.checksum !== applied.checksum) {
      throw new AppError(
        'migration_changed',
        `"${file.name}" differs from what was applied to this database. Restore it and put the change in a new file.`,
      );
    }
    const expected = migrations[index];
    if (expected && expected.number !== applied.number) {
      throw new AppError(
        'migration_order',
        `"${expected.name}" was never applied although "${applied.name}" was. Give it a number above ${newest}.`,
      );
    }
  }
}

async function apply(client: pg.Client, migration: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(migration.text);
    await client.query('insert into pillarbox.migrations (number, name, checksum) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.checksum,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if (!(error instanceof pg.DatabaseError) || isRace(error)) throw error;
    const line = migration.text.slice(0, Number(error.position ?? 1) - 1).split('\n').length;
    throw new AppError('migration_failed', `${migration.name}, line ${line}: ${error.message}`, {
      status: 500,
      details: { sqlState: error.code, hint: error.hint, where: error.where },
    });
  }
}

/** Roles and memberships belong to the cluster: databases that migrate at the same time trip over each other's rows. */
async function patiently(work: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (attempt >= 20 || !(error instanceof pg.DatabaseError) || !isRace(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 + Math.random() * 40 * attempt));
    }
  }
}

function isRace(error: pg.DatabaseError): boolean {
  return (
    /tuple concurrently (updated|deleted)/.test(error.message) ||
    error.code === '40001' ||
    error.code === '40P01' ||
    (error.code === '23505' && /^pg_/.test(error.table ?? error.constraint ?? ''))
  );
}
