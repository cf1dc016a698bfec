import type { Database, Statement } from 'better-sqlite3';
import { type KindName, kindNames, kinds, type Row } from '../../shared/kinds/index.ts';

/** A row of some kind, its exact type forgotten. */
export type AnyRow = Record<string, unknown> & { id: string };

type Raw = Record<string, unknown>;

/** Reads what SQLite gave for a kind's table (`select t.*`) into that kind's row. Extra columns are dropped. */
export function decodeRow<K extends KindName>(kind: K, raw: Raw): Row<K> {
  const row: Raw = {};
  // A month of posts is thousands of rows: two plain loops take half the time of one that looks at each column.
  for (const name of namesOf[kind]) row[name] = raw[name];
  for (const [name, storage] of convertedOf[kind])
    row[name] = storage === 'boolean' ? raw[name] === 1 : JSON.parse(raw[name] as string);
  return row as Row<K>;
}

/** A kind's columns for a select list, of the table named so: exactly what `ownRow` takes. */
export const columnList = (kind: KindName, table: string): string =>
  namesOf[kind].map((name) => `${table}."${name}"`).join();

/** Turns what SQLite gave for exactly a kind's columns into its row, in place. */
export function ownRow<K extends KindName>(kind: K, raw: Raw): Row<K> {
  for (const [name, storage] of convertedOf[kind])
    raw[name] = storage === 'boolean' ? raw[name] === 1 : JSON.parse(raw[name] as string);
  return raw as Row<K>;
}

/**
 * A row's values in its table's column order, `_scope` last.
 * @throws Error when a column is missing: SQLite would bind `undefined` as NULL without a word
 */
function encodeRow(kind: KindName, row: Raw, scope: string): unknown[] {
  const values: unknown[] = [];
  for (const [name, column] of columnsOf(kind)) {
    const value = row[name];
    if (value === undefined) throw new Error(`A ${kind} row has no ${name}.`);
    if (column.storage === 'boolean') values.push(value ? 1 : 0);
    else if (column.storage === 'json') values.push(JSON.stringify(value));
    else values.push(value);
  }
  values.push(scope);
  return values;
}

/** True when both rows would be stored alike. */
export function sameRow(kind: KindName, a: Raw, b: Raw): boolean {
  const left = encodeRow(kind, a, '');
  return encodeRow(kind, b, '').every((value, index) => value === left[index]);
}

/** Reads and writes rows of every kind by id, in the main tables. */
export type RowStore = {
  get(kind: KindName, id: string): AnyRow | undefined;
  /** Ids of a scope's rows. */
  ids(kind: KindName, scope: string): string[];
  put(kind: KindName, row: AnyRow, scope: string): void;
  /** Deletes the row if it belongs to the scope. */
  delete(kind: KindName, id: string, scope: string): boolean;
  /** Deletes all rows of a scope. @returns how many */
  clear(kind: KindName, scope: string): number;
  /**
   * Writes each row once, as it is at the end of `work`, and only where it is not so already: what is taken back and
   * replayed writes the same rows over and over, and mostly ends where it began.
   */
  atOnce(work: () => void): void;
};

export function createRowStore(db: Database): RowStore {
  const statements = new Map(kindNames.map((kind) => [kind, prepare(db, kind)]));
  const of = (kind: KindName): Statements => statements.get(kind) as Statements;
  /** `row` undefined: it is to be deleted. `there`: what the table has, where that was read. */
  type Held = { kind: KindName; id: string; scope: string; row?: AnyRow; values?: unknown[]; there?: Stored };
  type Stored = unknown[] | undefined;
  /** Writes that are held back, by kind and id; null: none are. */
  let held: Map<string, Held> | null = null;

  const stored = (kind: KindName, id: string) => of(kind).stored.get(id) as Stored;
  const release = (key: string) => {
    const one = held?.get(key);
    if (!one) return;
    held?.delete(key);
    const { kind, id, scope, values } = one;
    if (!values) {
      of(kind).delete.run(id, scope);
      return;
    }
    const there = one.there ?? stored(kind, id);
    if (!there?.every((value, index) => value === values[index])) of(kind).put.run(...values);
  };
  const releaseAll = () => {
    for (const key of [...(held?.keys() ?? [])]) release(key);
  };

  return {
    get(kind, id) {
      const one = held?.get(`${kind}/${id}`);
      if (one) return one.row;
      const raw = of(kind).get.get(id);
      return raw === undefined ? undefined : (decodeRow(kind, raw as Raw) as AnyRow);
    },
    ids(kind, scope) {
      releaseAll();
      return of(kind).ids.pluck().all(scope) as string[];
    },
    put(kind, row, scope) {
      const values = encodeRow(kind, row, scope);
      const key = `${kind}/${row.id}`;
      if (held) held.set(key, { kind, id: row.id, scope, row, values, there: held.get(key)?.there });
      else of(kind).put.run(...values);
    },
    delete(kind, id, scope) {
      if (!held) return of(kind).delete.run(id, scope).changes > 0;
      const key = `${kind}/${id}`;
      const one = held.get(key);
      const there = one?.there ?? stored(kind, id);
      const present = one ? one.row && one.scope : there?.at(-1);
      if (present !== scope) return false;
      held.set(key, { kind, id, scope, there });
      return true;
    },
    clear(kind, scope) {
      releaseAll();
      return of(kind).clear.run(scope).changes;
    },
    atOnce(work) {
      held = new Map();
      try {
        work();
        releaseAll();
      } finally {
        held = null;
      }
    },
  };
}

type Statements = Record<'get' | 'stored' | 'ids' | 'put' | 'delete' | 'clear', Statement<unknown[]>>;

function prepare(db: Database, kind: KindName): Statements {
  const { table } = kinds[kind];
  const names = [...columnsOf(kind).map(([name]) => `"${name}"`), '_scope'];
  const update = names.filter((name) => name !== '"id"').map((name) => `${name} = excluded.${name}`);
  return {
    get: db.prepare(`select * from ${table} where id = ?`),
    stored: db.prepare(`select ${names} from ${table} where id = ?`).raw(),
    ids: db.prepare(`select id from ${table} where _scope = ?`),
    put: db.prepare(
      `insert into ${table} (${names}) values (${names.map(() => '?')}) on conflict (id) do update set ${update}`,
    ),
    delete: db.prepare(`delete from ${table} where id = ? and _scope = ?`),
    clear: db.prepare(`delete from ${table} where _scope = ?`),
  };
}

const columnCache = new Map(kindNames.map((kind) => [kind, Object.entries(kinds[kind].columns)]));
const columnsOf = (kind: KindName) => columnCache.get(kind) ?? [];

const byKind = <T>(read: (kind: KindName) => T) =>
  Object.fromEntries(kindNames.map((kind) => [kind, read(kind)])) as Record<KindName, T>;
const namesOf = byKind((kind) => columnsOf(kind).map(([name]) => name));
const convertedOf = byKind((kind) =>
  columnsOf(kind).flatMap(([name, { storage }]) =>
    storage === 'boolean' || storage === 'json' ? [[name, storage] as const] : [],
  ),
);
