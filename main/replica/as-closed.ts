import { readFileSync, statSync, writeFileSync } from 'node:fs';
import type { Database } from 'better-sqlite3';

/**
 * SQLite's check reads the whole file: a second for three hundred megabytes, at every start. A large file that was
 * closed in order, and that nobody has written to since, was checked or written by us then; what goes wrong with a disk
 * in between is met in use, and mended by the start after that. Small files are checked whatever happened.
 */
const LARGE_BYTES = 32 * 2 ** 20;
/** Clocks of file systems tick this seldom: a later write has another time only after so long. */
const TICK_MS = 20;

const markOf = (file: string) => `${file}.closed`;

/** Closes a replica's file and notes how it looks then; does nothing when it is closed already. */
export function closeInOrder(db: Database): void {
  if (!db.open) return;
  const file = db.name;
  // The core's reader may still be there, and then SQLite leaves its log for the next start.
  if (!db.memory) db.pragma('wal_checkpoint(truncate)');
  db.close();
  const now = lookOf(file);
  if (!now || now.size < LARGE_BYTES) return;
  const since = Date.now() - now.at;
  if (since < TICK_MS) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TICK_MS - since);
  try {
    writeFileSync(markOf(file), now.text);
  } catch {
    // A full disk: the next start checks.
  }
}

/** True for a large file that is as it was when it was closed in order. */
export function isAsClosed(file: string): boolean {
  const now = lookOf(file);
  if (!now || now.size < LARGE_BYTES) return false;
  try {
    return readFileSync(markOf(file), 'utf8') === now.text;
  } catch {
    return false;
  }
}

/** Undefined where there is no file, or something beside it that is not yet in it. */
function lookOf(file: string): { size: number; at: number; text: string } | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false });
  if (!found || (log && log.size > 0)) return undefined;
  const { ino, size, mtimeNs, ctimeNs } = found;
  return {
    size: Number(size),
    at: Number(ctimeNs / 1_000_000n),
    text: `${ino} ${size} ${mtimeNs} ${ctimeNs}`,
  };
}
