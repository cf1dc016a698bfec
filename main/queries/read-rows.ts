import type { KindName, Row } from '../../shared/kinds/index.ts';
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
