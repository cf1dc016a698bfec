import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';

export type Raw = Record<string, unknown>;

/** What could be read of a damaged file that exists nowhere else: the person's words and settings. */
export type Salvage = { outbox: Raw[]; failed: Raw[]; kept: Raw[]; settings: Raw[] };

const TABLES = {
  outbox: 'outbox',
  failed: 'failed_writes',
  kept: 'kept_writes',
  settings: 'settings',
} as const;

/** Reads what can be read, row by row from both ends, since a bad page ends a scan. Never throws. */
export function salvage(file: string): Salvage {
  const found: Salvage = { outbox: [], failed: [], kept: [], settings: [] };
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { fileMustExist: true });
    for (const key of Object.keys(TABLES) as (keyof Salvage)[]) found[key] = readTable(db, TABLES[key]);
  } catch {
    // Not even a header: there is nothing to read.
  } finally {
    db?.close();
  }
  return found;
}

function readTable(db: Database.Database, table: string): Raw[] {
  const order = table === 'settings' ? 'key' : 'rowid';
  const rows = new Map<unknown, Raw>();
  for (const direction of ['asc', 'desc']) {
    try {
      for (const row of db
        .prepare<[], Raw>(`select * from ${table} order by ${order} ${direction}`)
        .iterate()) {
        rows.set(row.uuid ?? row.key, row);
      }
      break;
    } catch {
      // Damaged from here on: try from the other end.
    }
  }
  return [...rows.values()];
}

/**
 * Puts what was saved into a fresh file. Entries keep their uuids and their order, so none is applied twice; the
 * client id is new, because numbers may be missing.
 */
export function restoreSalvage(db: Database.Database, saved: Salvage): void {
  const client = uuidv4();
  const meta = db.prepare('insert or replace into meta (key, value) values (?, ?)');
  db.transaction(() => {
    const entries = saved.outbox.toSorted((a, b) => Number(a.seq) - Number(b.seq));
    for (const [index, { seq: _, ...entry }] of entries.entries()) {
      // Whether the server applied one is asked again: the acknowledgement was in the damaged file.
      const state = entry.state === 'pending' ? 'pending' : 'sent';
      insertKnown(db, 'outbox', { ...entry, state, client_id: client, id: index + 1 });
    }
    for (const row of saved.failed) insertKnown(db, 'failed_writes', row);
    for (const row of saved.kept) insertKnown(db, 'kept_writes', row);
    for (const row of saved.settings) insertKnown(db, 'settings', row);
    meta.run('client_id', client);
    meta.run('next_id', String(entries.length + 1));
  }).immediate();
}

/** Inserts what this version has columns for; a row that is there already stays as it is. */
export function insertKnown(db: Database.Database, table: string, row: Raw): void {
  const known = db.prepare<[], string>(`select name from pragma_table_info('${table}')`).pluck().all();
  const names = Object.keys(row).filter((name) => known.includes(name));
  db.prepare(`insert or ignore into ${table} (${names}) values (${names.map(() => '?')})`).run(
    ...names.map((name) => row[name]),
  );
}
