import { type KindName, kinds, type Row } from '../../shared/kinds/index.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { columnList, decodeRow, ownRow } from '../replica/rows.ts';

type Raw = Record<string, unknown>;

/** Reads rows of a kind; the statement selects `t.*` of its table, named `t`. */
export function rowsOf<K extends KindName>(
  read: Reader,
  kind: K,
  sql: string,
  ...values: unknown[]
): Row<K>[] {
  return read.all<Raw>(sql, ...values).map((raw) => decodeRow(kind, raw));
}

/** The same, faster, for many rows: reads a kind's own columns `from` its table, which is named so. */
export function exactRows<K extends KindName>(
  read: Reader,
  kind: K,
  table: string,
  from: string,
  ...values: unknown[]
): Row<K>[] {
  return read
    .all<Raw>(`select ${columnList(kind, table)} ${from}`, ...values)
    .map((raw) => ownRow(kind, raw));
}

export const rowById = <K extends KindName>(read: Reader, kind: K, id: string): Row<K> | undefined =>
  rowsOf(read, kind, `select * from ${kinds[kind].table} where id = ?`, id)[0];

/**
 * SQL that is true of a scope unless its first snapshot is still on its way. A scope that was made here is shown
 * meanwhile: its rows are what waits.
 */
export const whole = (scope: string) => `not exists (select 1 from loading l where l.scope = ${scope}
  and not exists (select 1 from base_rows w where w.scope = l.scope))`;

/** The same of the comments of a brand. @param brand SQL of its id */
export const wholeEngagement = (brand: string) => whole(`'brand:' || ${brand} || ':engagement'`);

export const byId = <R extends { id: string }>(rows: readonly R[]) =>
  new Map(rows.map((row) => [row.id, row]));

export function grouped<R>(rows: readonly R[], key: (row: R) => string): Map<string, R[]> {
  const groups = new Map<string, R[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}

/**
 * Tells whether a row waits to be accepted by the server. Before an account nothing waits: writes without an author
 * are never sent.
 */
export function pendingIn(replica: ReplicaView): (kind: KindName, id: string) => boolean {
  if (!replica.read.get('select 1 from outbox where actor is not null limit 1')) return () => false;
  return (kind, id) => replica.pending(kind, id);
}

export function connectionsById(read: Reader, ids: string[]): Map<string, Row<'connection'>> {
  return byId(
    rowsOf(
      read,
      'connection',
      'select t.* from connections t where t.id in (select value from json_each(?))',
      JSON.stringify(ids),
    ),
  );
}
