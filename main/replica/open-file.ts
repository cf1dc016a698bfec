import { closeSync, existsSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import { isAsClosed } from './as-closed.ts';
import { markReplay } from './carry-over.ts';
import { assertNotFromFuture, Damaged, migrateReplica, type ReplicaMigration } from './migrate.ts';
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
    if (!isDamage(error) || !canBeOpened(file)) throw error;
    const saved = salvage(file);
    const setAsideAs = setAside(file, now());
    rmSync(suspectMark(file), { force: true });
    const { db } = openWhole(file, migrations);
    restoreSalvage(db, saved, now());
    markReplay(db);
    return { db, report: { backup: null, rebuilt: { setAsideAs, ...counts(saved) } } };
  }
}

/**
 * What is parsed whenever the file is opened, synced or looked at. SQLite checks its own structure only; a byte that
 * changed within a text is found here.
 */
const WORDS = [
  ['outbox', 'args'],
  ['failed_writes', 'args'],
  ['kept_writes', 'args'],
  ['settings', 'value'],
  ['base_rows', 'data'],
] as const;

/** How SQLite describes tables, indexes and triggers; a letter that changed in there would only be met in use. */
const tablesOf = (db: Database.Database): string =>
  db
    .prepare<[], string>(
      "select group_concat(type || name || sql, char(10)) from (select * from sqlite_schema where name not like 'sqlite_%' order by name)",
    )
    .pluck()
    .get() ?? '';

function expectedTables(migrations: ReplicaMigration[]): string {
  const db = new Database(':memory:');
  try {
    migrateReplica(db, migrations);
    return tablesOf(db);
  } finally {
    db.close();
  }
}

/** @throws Damaged */
function check(db: Database.Database, how: string): void {
  const result = db.pragma(how, { simple: true });
  if (result !== 'ok') throw new Damaged(String(result));
}

/** A check that is quick leaves out indexes, the search's too; where one turned out to be broken the next start rebuilds. */
const suspectMark = (file: string) => `${file}.suspect`;

/** Called when SQLite met damage in an open file: it is rebuilt when it is opened next. */
export function suspect(file: string): void {
  try {
    writeFileSync(suspectMark(file), '');
  } catch {
    // The next error says so again.
  }
}

/** Before anything is opened for writing: not a byte of a newer app's file changes. */
function refuseFuture(file: string, newest: number): void {
  if (!existsSync(file)) return;
  const db = new Database(file, { readonly: true });
  try {
    assertNotFromFuture(db, newest);
  } finally {
    db.close();
  }
}

/** Opens a file that can be read, upgraded to the newest version. @throws what `isDamage` tells; `replica_from_future` */
export function openWhole(file: string, migrations: ReplicaMigration[]) {
  // Asked before SQLite touches it.
  const asClosed = isAsClosed(file);
  refuseFuture(file, migrations.at(-1)?.version ?? 0);
  const db = new Database(file);
  try {
    db.pragma('journal_mode = wal');
    // A commit of the outbox is the only copy of somebody's words: it must survive the power going.
    db.pragma('synchronous = full');
    db.pragma('busy_timeout = 5000');
    // 40 MB: what a first sync writes over and over (its indexes) goes into the file once, not once a slice.
    db.pragma('wal_autocheckpoint = 10000');
    db.pragma('foreign_keys = off');
    // A wiped brand's words do not stay in free pages.
    db.pragma('secure_delete = fast');
    if (existsSync(suspectMark(file))) throw new Damaged('Damage was met when it was last used.');
    if (!asClosed) check(db, 'quick_check(1)');
    const { backup } = migrateReplica(db, migrations);
    if (tablesOf(db) !== expectedTables(migrations))
      throw new Damaged('Its tables are not those of its version.');
    for (const [table, column] of WORDS) {
      check(db, `integrity_check(${table})`);
      const broken = db.prepare(`select 1 from ${table} where not json_valid(${column}) limit 1`).get();
      if (broken) throw new Damaged(`${table} holds what is not JSON.`);
    }
    return { db, backup };
  } catch (error) {
    db.close();
    throw error;
  }
}

/** True for an error that says that a file cannot be read. */
export const isDamage = (error: unknown): boolean =>
  error instanceof Damaged ||
  (error instanceof Database.SqliteError &&
    // The last three: a header that names a form of file there is not, a file that ends too early, and tables that are
    // not those of its version.
    (error.code.startsWith('SQLITE_CORRUPT') ||
      ['SQLITE_NOTADB', 'SQLITE_CANTOPEN', 'SQLITE_IOERR_SHORT_READ', 'SQLITE_ERROR'].includes(error.code)));

/** Not damaged, but out of reach: no right to it, or too many open files. */
function canBeOpened(file: string): boolean {
  try {
    closeSync(openSync(file, 'r+'));
    return true;
  } catch {
    return false;
  }
}

/** Renames the file and what SQLite keeps beside it. */
function setAside(file: string, at: Date): string {
  const name = `${file}.damaged-${at.toISOString().replaceAll(':', '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, name + suffix);
  }
  return name;
}

const counts = (saved: Salvage) => ({ writes: saved.outbox.length, failed: saved.failed.length });
