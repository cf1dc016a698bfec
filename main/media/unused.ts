import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { Log } from '../log.ts';
import type { FileStore } from './file-store.ts';

/** How long a file nobody refers to stays, so that what took it away can be undone. */
const UNUSED_MS = 60 * 60_000;

const SCHEMA =
  'create table if not exists media_unused (sha256 text primary key, since integer not null) strict, without rowid';

/**
 * Takes away files that no replica on this device refers to: neither a library, nor a write that waits, was refused or
 * is kept apart. Where a replica cannot be read nobody knows, and everything stays.
 * @param deps.only looks at this one hash, whatever its age
 */
export async function removeUnused(deps: {
  store: FileStore;
  /** `device.sqlite`: since when a file is not used is remembered there. */
  db: Database.Database;
  profileDir: string;
  log: Log;
  only?: string;
  now?: number;
}): Promise<void> {
  const { store, db, profileDir, log, only } = deps;
  const now = deps.now ?? Date.now();
  const candidates = only === undefined ? store.list() : [only];
  if (candidates.length === 0) return;
  const used = new Set(replicasOf(profileDir).flatMap(referredTo));
  db.exec(SCHEMA);
  const mark = db.prepare('insert or ignore into media_unused (sha256, since) values (?, ?)');
  const unmark = db.prepare('delete from media_unused where sha256 = ?');
  const since = db.prepare('select since from media_unused where sha256 = ?').pluck();
  for (const sha256 of candidates) {
    if (used.has(sha256)) {
      unmark.run(sha256);
      continue;
    }
    mark.run(sha256, now);
    // A file that just came may wait for its write.
    const age = Math.min(now - Number(since.get(sha256)), now - mtimeOf(store.path(sha256)));
    if (only === undefined && age < UNUSED_MS) continue;
    await store.remove(sha256);
    unmark.run(sha256);
    log.info({ sha256 }, 'a file nobody uses any more was removed');
  }
}

const mtimeOf = (file: string): number => (existsSync(file) ? statSync(file).mtimeMs : 0);

const replicasOf = (dir: string): string[] =>
  [dir, join(dir, 'accounts')].flatMap((folder) =>
    (existsSync(folder) ? readdirSync(folder) : [])
      .filter((name) => name.endsWith('.sqlite') && name !== 'device.sqlite')
      .map((name) => join(folder, name)),
  );

/** Hashes a replica's file names. @throws when it cannot be read */
function referredTo(file: string): string[] {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  try {
    const has = (table: string) =>
      db.prepare("select 1 from sqlite_master where type = 'table' and name = ?").get(table) !== undefined;
    // A file of an older version has no library yet.
    if (!has('assets')) return [];
    const sources = ['select sha256 from assets'];
    for (const table of ['outbox', 'failed_writes', 'kept_writes']) {
      if (has(table))
        sources.push(
          `select json_extract(args, '$.sha256') as sha256 from ${table} where name = 'asset.add'`,
        );
    }
    return (db.prepare(sources.join(' union ')).all() as { sha256: string | null }[]).flatMap(
      ({ sha256 }) => sha256 ?? [],
    );
  } finally {
    db.close();
  }
}
