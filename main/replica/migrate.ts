import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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
  const from = db.pragma('user_version', { simple: true }) as number;
  const to = migrations.at(-1)?.version ?? 0;
  if (from > to) {
    throw new AppError(
      'replica_from_future',
      'This data was written by a newer version of the app. Update the app to open it.',
      { details: { found: from, known: to } },
    );
  }
  if (from === to) return { from, to, backup: null };

  db.pragma('foreign_keys = off');
  const backup = from > 0 && !db.memory ? backUp(db, from) : null;
  for (const migration of migrations.slice(from)) {
    db.transaction(() => {
      db.exec(migration.sql);
      db.pragma(`user_version = ${migration.version}`);
    }).immediate();
  }
  return { from, to, backup };
}

/** Copies made before upgrades lie beside the file as `<file>.v<version>.backup`. */
const backupPath = (file: string, version: number) => `${file}.v${version}.backup`;

function backUp(db: Database, version: number): string {
  const path = backupPath(db.name, version);
  // An upgrade that failed half-way left one: the file is still of that version, so a new copy says the same or more.
  if (existsSync(path)) rmSync(path);
  db.prepare('vacuum into ?').run(path);
  return path;
}
