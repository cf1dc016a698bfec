import { readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { addSearchText } from './search-text.ts';

export type ReplicaMigration = { version: number; name: string; sql: string };

/**
 * Reads `NNNN_name.sql` files. They are read from a folder, not imported, so that source and built app use the same.
 * @throws Error when numbers repeat, leave a gap or a file's name is not of that form: a build fault
 */
export function readMigrations(folder: string): ReplicaMigration[] {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  return files.map((name, index) => {
    const version = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1]);
    if (version !== index + 1) throw new Error(`Replica migration ${name} should have number ${index + 1}.`);
    return { version, name, sql: readFileSync(join(folder, name), 'utf8') };
  });
}

/** `PB`, and the version in the lower half: said twice, a broken byte is told from a newer app. */
const MARK = 0x5042_0000;

/** Says which version a file's tables have. */
export function setVersion(db: Database, version: number): void {
  db.pragma(`user_version = ${version}`);
  db.pragma(`application_id = ${MARK + version}`);
}

/**
 * @param newest the newest version that this app knows
 * @returns the version of a file's tables
 * @throws AppError `replica_from_future`; `Damaged` where the file contradicts itself
 */
export function assertNotFromFuture(db: Database, newest: number): number {
  const found = db.pragma('user_version', { simple: true }) as number;
  const mark = db.pragma('application_id', { simple: true }) as number;
  // The first versions of the app left no mark.
  if (mark !== 0 && mark !== MARK + found) throw new Damaged('The file says two versions of itself.');
  if (found <= newest) return found;
  throw new AppError(
    'replica_from_future',
    'This data was written by a newer version of the app. Update the app to open it.',
    { details: { found, known: newest } },
  );
}

/** Says that a file is broken, where SQLite does not. */
export class Damaged extends Error {
  override readonly name = 'Damaged';
}

/**
 * Brings a replica to the newest version: strictly increasing, one transaction each, a `VACUUM INTO` copy of the
 * whole file first. Foreign keys stay off, because the pragma does nothing inside a transaction and table rebuilds
 * need it off.
 * @returns the version found and, when an existing file was upgraded, where its copy lies
 * @throws AppError `replica_from_future` when a newer app wrote the file; it is left as it was
 */
export function migrateReplica(
  db: Database,
  migrations: ReplicaMigration[],
): { from: number; to: number; backup: string | null } {
  addSearchText(db);
  const to = migrations.at(-1)?.version ?? 0;
  const from = assertNotFromFuture(db, to);
  if (from === to) return { from, to, backup: null };

  db.pragma('foreign_keys = off');
  const backup = from > 0 && !db.memory ? backUp(db, from) : null;
  for (const migration of migrations.slice(from)) {
    db.transaction(() => {
      db.exec(migration.sql);
      setVersion(db, migration.version);
    }).immediate();
  }
  return { from, to, backup };
}

/** Copies made before upgrades lie beside the file as `<file>.v<version>.backup`. */
const backupPath = (file: string, version: number) => `${file}.v${version}.backup`;

/** Copies made before upgrades that are kept. */
const KEPT = 3;

/** @throws AppError `disk_full` */
function backUp(db: Database, version: number): string {
  const path = backupPath(db.name, version);
  const part = `${path}.part`;
  rmSync(part, { force: true });
  try {
    db.prepare('vacuum into ?').run(part);
  } catch (error) {
    rmSync(part, { force: true });
    if (!(error instanceof Error) || !('code' in error) || error.code !== 'SQLITE_FULL') throw error;
    throw new AppError('disk_full', 'The disk is full. Free some space and start again.', { status: 507 });
  }
  // An upgrade that failed half-way left one: the file is still of that version, so a new copy says the same or more.
  renameSync(part, path);
  for (const old of backupsOf(db.name).slice(KEPT)) rmSync(old);
  return path;
}

/** Copies made before upgrades, the newest version first. */
function backupsOf(file: string): string[] {
  const version = (name: string) => Number(/\.v(\d+)\.backup$/.exec(name)?.[1]);
  return readdirSync(dirname(file))
    .filter((name) => name.startsWith(`${basename(file)}.v`) && !Number.isNaN(version(name)))
    .sort((a, b) => version(b) - version(a))
    .map((name) => join(dirname(file), name));
}
