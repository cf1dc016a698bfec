import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { markReplay } from './carry-over.ts';
import { migrateReplica, type ReplicaMigration } from './migrate.ts';
import { restoreSalvage, type Salvage, salvage } from './salvage.ts';

/** What had to be done to open the file; the app tells the person when it was more than nothing. */
export type OpenReport = {
  /** Copy made before this file was upgraded to a newer version. */
  backup: string | null;
  /** The file could not be read and was rebuilt: where the old one lies, and what of the person's words was saved. */
  rebuilt: { setAsideAs: string; writes: number; failed: number } | null;
};

/**
 * Opens the replica's file, making it when it is not there. A file that cannot be read is set aside under a name with
 * the time and rebuilt; waiting writes are saved from it, the rest comes back from the server.
 * @throws AppError `node_too_old`; `replica_from_future` (the file is left as it was)
 */
export function openFile(
  file: string,
  migrations: ReplicaMigration[],
  now: () => Date,
): { db: Database.Database; report: OpenReport } {
  // better-sqlite3 13 takes an older Node down with it instead of failing.
  if (Number(process.versions.node.split('.')[0]) < 22) {
    throw new AppError('node_too_old', `This needs Node 22 or newer; this is ${process.versions.node}.`);
  }
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    const { db, backup } = openWhole(file, migrations);
    return { db, report: { backup, rebuilt: null } };
  } catch (error) {
    if (!isDamage(error)) throw error;
    const saved = salvage(file);
    const setAsideAs = setAside(file, now());
    const { db } = openWhole(file, migrations);
    restoreSalvage(db, saved);
    markReplay(db);
    return { db, report: { backup: null, rebuilt: { setAsideAs, ...counts(saved) } } };
  }
}

/** Opens a file that can be read, upgraded to the newest version. @throws what `isDamage` tells; `replica_from_future` */
export function openWhole(file: string, migrations: ReplicaMigration[]) {
  const db = new Database(file);
  try {
    db.pragma('journal_mode = wal');
    // A commit of the outbox is the only copy of somebody's words: it must survive the power going.
    db.pragma('synchronous = full');
    db.pragma('busy_timeout = 5000');
    db.pragma('foreign_keys = off');
    // A wiped brand's words do not stay in free pages.
    db.pragma('secure_delete = fast');
    const check = db.pragma('quick_check(1)', { simple: true });
    if (check !== 'ok') throw new Damaged(String(check));
    const { backup } = migrateReplica(db, migrations);
    return { db, backup };
  } catch (error) {
    db.close();
    throw error;
  }
}

class Damaged extends Error {
  override readonly name = 'Damaged';
}

/** True for an error that says that a file cannot be read. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Damaged ||
  (error instanceof Database.SqliteError &&
    (error.code.startsWith('SQLITE_CORRUPT') || error.code === 'SQLITE_NOTADB'));

/** Renames the file and what SQLite keeps beside it. */
function setAside(file: string, at: Date): string {
  const name = `${file}.damaged-${at.toISOString().replaceAll(':', '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, name + suffix);
  }
  return name;
}

const counts = (saved: Salvage) => ({ writes: saved.outbox.length, failed: saved.failed.length });
