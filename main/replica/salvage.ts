import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { z } from 'zod';

export type Raw = Record<string, unknown>;

/** What could be read of a damaged file that exists nowhere else: the person's words and settings. */
export type Salvage = { outbox: Raw[]; failed: Raw[]; kept: Raw[]; settings: Raw[] };

const TABLES = {
  outbox: 'outbox',
  failed: 'failed_writes',
  kept: 'kept_writes',
  settings: 'settings',
} as const;

/** Rows looked for one by one from each side of what a scan cannot pass. */
const PROBES = 2000;

/** Reads what can be read, row by row around what is damaged. Never throws. */
export function salvage(file: string): Salvage {
  const found: Salvage = { outbox: [], failed: [], kept: [], settings: [] };
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { fileMustExist: true });
    // A table that is whole can be read although the description of another is not.
    db.unsafeMode();
    db.pragma('writable_schema = on');
    for (const key of Object.keys(TABLES) as (keyof Salvage)[]) found[key] = readTable(db, TABLES[key]);
  } catch {
    // Not even a header: there is nothing to read.
  } finally {
    try {
      db?.close();
    } catch {
      // It is set aside as it is.
    }
  }
  return found;
}

function readTable(db: Database.Database, table: string): Raw[] {
  if (table === 'settings') return walk(db, 'settings', 'key', 'asc').rows;
  const rows = new Map<unknown, Raw>();
  const keep = (row: Raw) => rows.set(row._rowid, row);
  const up = walk(db, table, 'rowid', 'asc');
  up.rows.forEach(keep);
  if (!up.whole) {
    const down = walk(db, table, 'rowid', 'desc');
    down.rows.forEach(keep);
    // A scan ends at a bad page; what lies between two of them is found by its number.
    const after = Number(up.rows.at(-1)?._rowid ?? 0);
    const before = Number(down.rows.at(-1)?._rowid ?? lastNumber(db, table) + 1);
    const look = prober(db, table);
    const from = Math.max(after + 1, before - PROBES);
    const first = Math.min(after + PROBES, from - 1);
    for (let rowid = after + 1; rowid <= first; rowid += 1) look(rowid).forEach(keep);
    for (let rowid = from; rowid < before; rowid += 1) look(rowid).forEach(keep);
  }
  return [...rows.values()].map(({ _rowid, ...row }) => row);
}

/** Reads one row, if it is there and not on a bad page. */
function prober(db: Database.Database, table: string): (rowid: number) => Raw[] {
  try {
    const one = db.prepare<[number], Raw>(`select rowid as _rowid, * from ${table} where rowid = ?`);
    return (rowid) => {
      try {
        return one.all(rowid);
      } catch {
        return [];
      }
    };
  } catch {
    return () => [];
  }
}

/** The greatest number that a table has given; only the outbox counts them. */
function lastNumber(db: Database.Database, table: string): number {
  try {
    const last = db
      .prepare<[string], number>('select seq from sqlite_sequence where name = ?')
      .pluck()
      .get(table);
    return Number(last ?? PROBES);
  } catch {
    return PROBES;
  }
}

function walk(db: Database.Database, table: string, order: string, direction: 'asc' | 'desc') {
  const rows: Raw[] = [];
  const rowid = order === 'rowid' ? 'rowid as _rowid, ' : '';
  try {
    const scan = db.prepare<[], Raw>(`select ${rowid}* from ${table} order by ${order} ${direction}`);
    for (const row of scan.iterate()) rows.push(row);
    return { rows, whole: true };
  } catch {
    return { rows, whole: false };
  }
}

/**
 * Puts what was saved into a fresh file. Entries keep their uuids and their order, so none is applied twice; the
 * client id is new, because numbers may be missing. A write whose arguments are broken is kept as a refused one, with
 * what is left of its words.
 */
export function restoreSalvage(db: Database.Database, saved: Salvage, now: Date): void {
  const client = uuidv4();
  const meta = db.prepare('insert or replace into meta (key, value) values (?, ?)');
  db.transaction(() => {
    const entries = saved.outbox.map(asText).toSorted((a, b) => Number(a.seq) - Number(b.seq));
    let id = 0;
    for (const { seq: _, ...entry } of entries) {
      // Whether the server applied one is asked again: the acknowledgement was in the damaged file.
      const state = entry.state === 'pending' ? 'pending' : 'sent';
      const tries = 0;
      const row = { ...entry, state, tries, client_id: client, id: id + 1 };
      if (isJson(entry.args) && insertKnown(db, 'outbox', row)) id += 1;
      else insertKnown(db, 'failed_writes', asFailed(entry, now));
    }
    for (const row of saved.failed.map(asText))
      insertKnown(db, 'failed_writes', withJson(row, 'args', 'details'));
    for (const row of saved.kept.map(asText)) insertKnown(db, 'kept_writes', withJson(row, 'args'));
    for (const row of saved.settings.map(asText)) if (isJson(row.value)) insertKnown(db, 'settings', row);
    meta.run('client_id', client);
    meta.run('next_id', String(id + 1));
  }).immediate();
}

const asFailed = (entry: Raw, now: Date): Raw => ({
  uuid: text(entry.uuid, uuidv4()),
  name: text(entry.name, 'unknown'),
  args: isJson(entry.args) ? entry.args : JSON.stringify(entry.args ?? null),
  home: text(entry.home, ''),
  made_at: text(entry.made_at, now.toISOString()),
  code: 'write_damaged',
  message: 'A part of this change could not be read any more.',
  details: '{}',
  failed_at: now.toISOString(),
});

const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise);

/** A broken byte can make a text into a blob. */
const asText = (row: Raw): Raw =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? value.toString('utf8') : value,
    ]),
  );

const isJson = (text: unknown): boolean => {
  try {
    JSON.parse(z.string().parse(text));
    return true;
  } catch {
    return false;
  }
};
const withJson = (row: Raw, ...names: string[]): Raw => ({
  ...row,
  ...Object.fromEntries(
    names.filter((name) => !isJson(row[name])).map((name) => [name, JSON.stringify(row[name] ?? null)]),
  ),
});

/**
 * Inserts what this version has columns for; a row that is there already stays as it is.
 * @returns whether it is a new row; false too for one that no longer fits the table
 */
export function insertKnown(db: Database.Database, table: string, row: Raw): boolean {
  const known = db.prepare<[], string>(`select name from pragma_table_info('${table}')`).pluck().all();
  const names = Object.keys(row).filter((name) => known.includes(name));
  try {
    const { changes } = db
      .prepare(`insert or ignore into ${table} (${names}) values (${names.map(() => '?')})`)
      .run(...names.map((name) => row[name]));
    return changes > 0;
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_CONSTRAINT')) return false;
    throw error;
  }
}
