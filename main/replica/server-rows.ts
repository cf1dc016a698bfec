import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { isKindName, type KindName, kindNames, kinds } from '../../shared/kinds/index.ts';
import { parseScope } from '../../shared/scopes.ts';
import { ackSchema } from '../../shared/sync-protocol.ts';
import { type AnyRow, type RowStore, sameRow } from './rows.ts';

/** One change a scope's stream delivered. `data` is the row, or the JSON text of it. */
export type ServerChange =
  | { op: 'put'; kind: string; id: string; data: unknown }
  | { op: 'delete'; kind: string; id: string };

/** Writes the server's rows into the main tables. All of it runs inside the caller's transaction. */
export type ServerRows = {
  /** Applies changes in order. @returns the kinds touched */
  apply(scope: string, changes: readonly ServerChange[]): Set<KindName>;
  /**
   * Makes a scope what a fresh snapshot says: `changes` are all of its rows. Only the difference is written.
   * @returns the kinds touched
   */
  rebuild(scope: string, changes: readonly ServerChange[]): Set<KindName>;
  /** Removes every row of a scope. @returns the kinds touched */
  clear(scope: string): Set<KindName>;
  /** Scopes with rows that could not be read. */
  scopesAside(): string[];
  /** Tries a scope's rows that an older version could not read again. @returns the kinds of those read now */
  retrySetAside(scope: string): Set<KindName>;
  setAsideCount(): number;
};

/** The kind of the row by which a mutation's transaction acknowledges it (shared/sync-protocol.ts). */
const ACK = 'client';

export function createServerRows(db: Database, rows: RowStore): ServerRows {
  const putAck = db.prepare(
    `insert into acks (scope, client_id, mutation_id, uuid) values (?, ?, ?, ?)
     on conflict (scope, client_id) do update set mutation_id = excluded.mutation_id, uuid = excluded.uuid`,
  );
  const dropAck = db.prepare('delete from acks where scope = ? and client_id = ?');
  const clearAcks = db.prepare('delete from acks where scope = ?');
  const keepAside = db.prepare(
    `insert into set_aside (scope, kind, id, data, reason) values (?, ?, ?, ?, ?)
     on conflict (scope, kind, id) do update set data = excluded.data, reason = excluded.reason`,
  );
  const dropAside = db.prepare('delete from set_aside where scope = ? and kind = ? and id = ?');
  const clearAside = db.prepare('delete from set_aside where scope = ?');
  const countAside = db.prepare<[], number>('select count(*) from set_aside').pluck();
  const asides = db.prepare<[string], { kind: string; id: string; data: string }>(
    'select kind, id, data from set_aside where scope = ?',
  );
  const scopesAside = db.prepare<[], string>('select distinct scope from set_aside').pluck();

  /** Reads a row; what cannot be read is set aside and never stops the stream. */
  const readable = (scope: string, change: ServerChange & { op: 'put' }) => {
    const read = readRow(scope, change);
    if (read.ok) {
      dropAside.run(scope, change.kind, change.id);
      return read;
    }
    const text = typeof change.data === 'string' ? change.data : JSON.stringify(change.data ?? null);
    keepAside.run(scope, change.kind, change.id, text, read.reason);
    return undefined;
  };

  const clear = (scope: string) => {
    const touched = new Set<KindName>();
    for (const kind of kindNames) if (rows.clear(kind, scope) > 0) touched.add(kind);
    clearAcks.run(scope);
    clearAside.run(scope);
    return touched;
  };

  return {
    apply(scope, changes) {
      const touched = new Set<KindName>();
      for (const change of changes) {
        if (change.kind === ACK) {
          const ack = change.op === 'put' ? ackOf(change.data) : undefined;
          if (ack) putAck.run(scope, change.id, ack.mutation_id, ack.uuid);
          else dropAck.run(scope, change.id);
        } else if (change.op === 'put') {
          const read = readable(scope, change);
          if (!read) continue;
          rows.put(read.kind, read.row, scope);
          touched.add(read.kind);
        } else {
          dropAside.run(scope, change.kind, change.id);
          if (isKindName(change.kind) && rows.delete(change.kind, change.id, scope)) touched.add(change.kind);
        }
      }
      return touched;
    },

    rebuild(scope, changes) {
      const newest = new Map<string, ServerChange>();
      for (const change of changes) newest.set(`${change.kind}/${change.id}`, change);
      const touched = new Set<KindName>();
      clearAcks.run(scope);
      clearAside.run(scope);
      const family = parseScope(scope)?.family;
      for (const kind of kindNames.filter((name) => kinds[name].family === family)) {
        for (const id of rows.ids(kind, scope)) {
          if (newest.get(`${kind}/${id}`)?.op === 'put') continue;
          rows.delete(kind, id, scope);
          touched.add(kind);
        }
      }
      for (const change of newest.values()) {
        if (change.op === 'delete') continue;
        if (change.kind === ACK) {
          const ack = ackOf(change.data);
          if (ack) putAck.run(scope, change.id, ack.mutation_id, ack.uuid);
          continue;
        }
        const read = readable(scope, change);
        if (!read) continue;
        const present = rows.get(read.kind, read.row.id);
        if (present && sameRow(read.kind, present, read.row)) continue;
        rows.put(read.kind, read.row, scope);
        touched.add(read.kind);
      }
      return touched;
    },

    clear,

    scopesAside: () => scopesAside.all(),

    retrySetAside(scope) {
      const touched = new Set<KindName>();
      for (const { kind, id, data } of asides.all(scope)) {
        const read = readRow(scope, { op: 'put', kind, id, data });
        if (!read.ok) continue;
        rows.put(read.kind, read.row, scope);
        dropAside.run(scope, kind, id);
        touched.add(read.kind);
      }
      return touched;
    },

    setAsideCount: () => countAside.get() ?? 0,
  };
}

type Read = { ok: true; kind: KindName; row: AnyRow } | { ok: false; reason: string };

function readRow(scope: string, { kind, id, data }: ServerChange & { op: 'put' }): Read {
  if (!isKindName(kind)) return { ok: false, reason: 'unknown_kind' };
  if (kinds[kind].family !== parseScope(scope)?.family) return { ok: false, reason: 'wrong_scope' };
  const value = parsed(data);
  if (value === undefined) return { ok: false, reason: 'not_json' };
  const result = kinds[kind].schema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    return { ok: false, reason: `schema: ${issue?.path.join('.')} ${issue?.code}` };
  }
  const row = result.data as AnyRow;
  return row.id === id ? { ok: true, kind, row } : { ok: false, reason: 'wrong_id' };
}

function ackOf(data: unknown): z.infer<typeof ackSchema> | undefined {
  return ackSchema.safeParse(parsed(data)).data;
}

const objectSchema = z.record(z.string(), z.unknown());

function parsed(data: unknown): Record<string, unknown> | undefined {
  try {
    return objectSchema.safeParse(typeof data === 'string' ? JSON.parse(data) : data).data;
  } catch {
    return undefined;
  }
}
