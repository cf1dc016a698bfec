import sql, { join, type RawValue, raw, type Sql } from 'sql-template-tag';
import { type KindName, kinds } from '../../../shared/kinds/index.ts';
import { type Ref, Rejection, type Rows, type Write } from '../../../shared/mutators/define.ts';
import type { Tx } from '../../db/db.ts';
import { storable } from './storable.ts';

export type PlainRow = Record<string, unknown>;
type Locked = { row: PlainRow; deleted: boolean };

/** The rows a mutation named, locked until its transaction ends, by `kind:id`. Those not in it do not exist. */
export type LockedRows = ReadonlyMap<string, Locked>;

/** Kinds that are made from others; no mutator names them. */
const COMPUTED: ReadonlySet<KindName> = new Set(['person', 'organization', 'access', 'member', 'revision']);

const keyOf = (kind: KindName, id: string) => `${kind}:${id}`;
const byKey = (a: Ref, b: Ref) => (keyOf(a.kind, a.id) < keyOf(b.kind, b.id) ? -1 : 1);
const columnsOf = (kind: KindName) => Object.keys(kinds[kind].columns);
const names = (columns: readonly string[]) => join(columns.map((name) => raw(`"${name}"`)));
const tableOf = (kind: KindName) => raw(`app."${kinds[kind].table}"`);

/**
 * Locks the named rows in one order everywhere, so that two mutations cannot wait for each other. Deleted ones too:
 * a put brings them back. NO KEY, because references to a row under change are no reason to wait.
 */
export async function lockRows(tx: Tx, refs: readonly Ref[]): Promise<LockedRows> {
  const locked = new Map<string, Locked>();
  for (const { kind, id } of [...refs].sort(byKey)) {
    if (COMPUTED.has(kind)) throw new Error(`A mutation reads ${kind}, which has no table.`);
    if (locked.has(keyOf(kind, id))) continue;
    const found = await tx.one<PlainRow & { is_deleted: boolean }>(sql`
      select ${names(columnsOf(kind))}, deleted_at is not null as is_deleted
        from ${tableOf(kind)} where id = ${id} for no key update`);
    if (!found) continue;
    const { is_deleted: deleted, ...row } = found;
    locked.set(keyOf(kind, id), { row, deleted });
  }
  return locked;
}

/** The rows as a mutator sees them: without deleted ones, unless it writes over a deletion. */
export function standing(locked: LockedRows, overDeletion = false): Rows {
  return {
    get(kind, id) {
      const found = locked.get(keyOf(kind, id));
      return found && (overDeletion || !found.deleted)
        ? (found.row as ReturnType<typeof this.get<typeof kind>>)
        : undefined;
    },
  };
}

/** True when that row is there and not deleted. */
export const stands = (locked: LockedRows, kind: KindName, id: string) =>
  locked.get(keyOf(kind, id))?.deleted === false;

export const isDeleted = (locked: LockedRows, kind: KindName, id: string) =>
  locked.get(keyOf(kind, id))?.deleted === true;

/**
 * The row that will be written: nothing of a client's clock lies in the future, and a row that comes back keeps who
 * made it and goes on counting versions, whatever the copy said that it was restored from.
 */
export function settleRow(locked: LockedRows, write: Write & { op: 'put' }, now: string): PlainRow {
  const row: PlainRow = storable<PlainRow>({ ...write.row }, { nul: 'keep' });
  for (const name of ['created_at', 'updated_at']) {
    const value = row[name];
    if (typeof value === 'string' && value > now) row[name] = now;
  }
  const before = locked.get(keyOf(write.kind, write.row.id));
  if (!before?.deleted) return row;
  for (const name of ['created_at', 'created_by']) if (name in row) row[name] = before.row[name];
  if (typeof row.version === 'number' && typeof before.row.version === 'number') {
    row.version = Math.max(row.version, before.row.version + 1);
  }
  return row;
}

/** Writes one row or deletes it. `brandId` is the brand the authority was checked for: nothing else is touched. */
export async function writeRow(
  tx: Tx,
  locked: LockedRows,
  brandId: string,
  write: { op: 'put'; kind: KindName; row: PlainRow } | { op: 'delete'; kind: KindName; id: string },
): Promise<void> {
  const { kind } = write;
  if (COMPUTED.has(kind)) throw new Error(`A mutation writes ${kind}, which has no table.`);
  const id = write.op === 'put' ? String(write.row.id) : write.id;
  const before = locked.get(keyOf(kind, id));
  for (const row of [before?.row, write.op === 'put' ? write.row : undefined]) {
    if (row && brandOf(kind, row) !== brandId) {
      throw new Rejection('wrong_brand', 'That row belongs to another brand.', { kind, id });
    }
  }
  if (write.op === 'delete') {
    if (before && !before.deleted) await changeOne(tx, kind, id, sql`deleted_at = now()`);
    return;
  }
  const columns = columnsOf(kind);
  const values = columns.map((name) => bound(kind, name, write.row[name]));
  if (!before) {
    await tx.run(sql`insert into ${tableOf(kind)} (${names(columns)}) values (${join(values)})`);
    return;
  }
  const changes = columns.map((name, index) => sql`${raw(`"${name}"`)} = ${values[index]}`);
  await changeOne(tx, kind, id, sql`${join(changes)}, deleted_at = null`);
}

async function changeOne(tx: Tx, kind: KindName, id: string, set: Sql): Promise<void> {
  const changed = await tx.run(sql`update ${tableOf(kind)} set ${set} where id = ${id}`);
  // The row is there (it was locked), so a policy hid it.
  if (changed === 0) throw new Rejection('forbidden', 'You may not change this.', { kind, id });
}

const brandOf = (kind: KindName, row: PlainRow) => (kind === 'brand' ? row.id : row.brand_id);

function bound(kind: KindName, name: string, value: unknown): RawValue {
  const columns: Record<string, { storage: string }> = kinds[kind].columns;
  const json = columns[name]?.storage === 'json';
  return json && value !== null ? JSON.stringify(value) : (value as RawValue);
}
