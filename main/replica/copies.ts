import { copyFileSync, existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import type { FileCopy } from '../../shared/ipc/sync.ts';
import { carryOver } from './carry-over.ts';
import type { ReplicaMigration } from './migrate.ts';
import { isDamage, openWhole } from './open-file.ts';
import { salvage } from './salvage.ts';

/**
 * Copies of a replica beside its file, told apart by their names:
 *
 *     <file>.v<version>.backup         made before an upgrade
 *     <file>.replaced-<time>.backup    the file that a restored copy took the place of
 *     <file>.damaged-<time>            a file that could not be read
 */
const FORMS = [
  { kind: 'upgrade', form: /^\.v(?<version>\d+)\.backup$/ },
  { kind: 'replaced', form: /^\.replaced-(?<time>[\dTZ.-]+)\.backup$/ },
  { kind: 'damaged', form: /^\.damaged-(?<time>[\dTZ.-]+)$/ },
] as const;

const BESIDE = ['', '-wal', '-shm'];

/** Times in names have no colons, which not every file system takes. */
const inName = (at: Date) => at.toISOString().replaceAll(':', '-');
const fromName = (time: string) => time.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:');

function readName(
  file: string,
  name: string,
): (Pick<FileCopy, 'kind' | 'version'> & { at: string | null }) | null {
  const base = basename(file);
  if (!name.startsWith(base)) return null;
  for (const { kind, form } of FORMS) {
    const groups = form.exec(name.slice(base.length))?.groups;
    if (!groups) continue;
    return {
      kind,
      version: groups.version ? Number(groups.version) : null,
      at: groups.time ? fromName(groups.time) : null,
    };
  }
  return null;
}

/** The copies beside a replica's file, newest first. */
export function listCopies(file: string): FileCopy[] {
  const copies = readdirSync(dirname(file)).flatMap((name): FileCopy[] => {
    const read = readName(file, name);
    const found = read && statSync(join(dirname(file), name), { throwIfNoEntry: false });
    if (!found) return [];
    return [
      {
        name,
        kind: read.kind,
        version: read.version,
        at: read.at ?? found.mtime.toISOString(),
        bytes: found.size,
      },
    ];
  });
  return copies.sort((a, b) => (a.at < b.at ? 1 : -1));
}

/** Removes a copy for good. @throws AppError `copy_missing` */
export function removeCopy(file: string, name: string): void {
  removeFile(pathOf(file, name));
}

/** Removes every copy that holds what this file holds; a damaged one stays, because nobody can tell what is in it. */
export function removeReadableCopies(file: string): void {
  for (const { kind, name } of listCopies(file)) if (kind !== 'damaged') removeCopy(file, name);
}

/**
 * Keeps the present file apart, whole and as of now.
 * @returns the copy's path
 * @throws AppError `disk_full`
 */
export function keepApart(db: Database.Database, now: Date): string {
  const path = `${db.name}.replaced-${inName(now)}.backup`;
  try {
    db.prepare('vacuum into ?').run(path);
    return path;
  } catch (error) {
    removeFile(path);
    throw readable(error);
  }
}

/**
 * Puts a copy in the place of the file, which nobody may have open. Writes that wait in the file, refused ones and
 * those kept apart come along; the result is a new client to the server, so nothing is taken for sent that was not.
 * Until the last step, which is one renaming, the file is as it was.
 * @param name as listCopies gave it
 * @returns how many waiting writes were carried over
 * @throws AppError `copy_missing`, `copy_damaged`, `replica_from_future`, `disk_full`
 */
export function restoreCopy(file: string, name: string, migrations: ReplicaMigration[]): { carried: number } {
  const copy = pathOf(file, name);
  const next = `${file}.restoring`;
  const clean = () => {
    for (const each of readdirSync(dirname(file)))
      if (each.startsWith(basename(next))) rmSync(join(dirname(file), each));
  };
  clean();
  try {
    copyFileSync(copy, next);
    const { db } = openWhole(next, migrations);
    let carried: number;
    try {
      carried = carryOver(db, salvage(file));
      intoOneFile(db);
    } finally {
      db.close();
    }
    settle(file);
    renameSync(next, file);
    return { carried };
  } catch (error) {
    throw readable(error);
  } finally {
    // A copy of an older version leaves one of its own when it is upgraded.
    clean();
  }
}

/** Nothing may be left beside a file that another is to take the place of. */
function settle(file: string): void {
  const db = new Database(file);
  try {
    intoOneFile(db);
  } finally {
    db.close();
  }
}

const intoOneFile = (db: Database.Database) => void db.pragma('journal_mode = delete');

function pathOf(file: string, name: string): string {
  // Only what the list shows: a name from a page never becomes a path.
  const path = join(dirname(file), name);
  if (readName(file, name) && existsSync(path)) return path;
  throw new AppError('copy_missing', 'This copy is not there any more.', { status: 404 });
}

function removeFile(path: string): void {
  for (const suffix of BESIDE) rmSync(path + suffix, { force: true });
}

function readable(error: unknown): unknown {
  if (isDamage(error))
    return new AppError('copy_damaged', 'This copy cannot be read. Nothing was changed.', { status: 409 });
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'SQLITE_FULL' || code === 'ENOSPC')
    return new AppError(
      'disk_full',
      'The disk is full. Nothing was changed; free some space and try again.',
      {
        status: 507,
      },
    );
  return error;
}
