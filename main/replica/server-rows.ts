import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { isKindName, type KindName, kindNames, kinds } from '../../shared/kinds/index.ts';
import { parseScope } from '../../shared/scopes.ts';
import { ackSchema, goneSchema } from '../../shared/sync-protocol.ts';
import type { RowKey } from './footprints.ts';
import type { OlderRows } from './older-rows.ts';
import { keyOf, type Optimistic } from './optimistic.ts';
import { type AnyRow, type RowStore, sameRow } from './rows.ts';

/** One change a scope's stream delivered. `data` is the row, or the JSON text of it. */
export type ServerChange =
  | { op: 'put'; kind: string; id: string; data: unknown }
  | { op: 'delete'; kind: string; id: string };

/** What a change of server rows touched: kinds that screens show otherwise now, and the rows themselves. */
export type Changed = { kinds: Set<KindName>; keys: Set<RowKey> };

/** Writes the server's rows, under whatever waits on top of them. All of it runs inside the caller's transaction. */
export type ServerRows = {
  /** Applies changes in order. */
  apply(scope: string, changes: readonly ServerChange[]): Changed;
  /**
   * Takes a fresh snapshot in slices, each in a transaction of its own if need be. A scope that was whole before keeps
   * showing what it was until `finish`; one that never was is not shown at all until then (`loading`).
   */
  begin(scope: string): Changed;
  stage(scope: string, changes: readonly ServerChange[]): Changed;
  /** The snapshot is whole: only its difference is written. */
  finish(scope: string): Changed;
  /** Removes every row of a scope. */
  clear(scope: string): Changed;
  /** Scopes with rows that could not be read. */
  scopesAside(): string[];
  /** Tries a scope's rows that an older version could not read again. */
  retrySetAside(scope: string): Changed;
  setAsideCount(): number;
};

/** The kind of the row by which a mutation's transaction acknowledges it (shared/sync-protocol.ts). */
const ACK = 'client';
/** The kind of the row that says why another one leaves, ahead of its delete (shared/sync-protocol.ts). */
const GONE = 'gone';

export function createServerRows(
  db: Database,
  rows: RowStore,
  optimistic: Optimistic,
  older: OlderRows,
): ServerRows {
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
  const isLoading = db.prepare<[string], number>('select 1 from loading where scope = ?').pluck();
  const wasWhole = db.prepare<[string], number>('select 1 from streams where scope = ?').pluck();
  const startLoading = db.prepare('insert or ignore into loading (scope) values (?)');
  const endLoading = db.prepare('delete from loading where scope = ?');
  const stageRow = db.prepare(
    `insert into staged (scope, kind, id, data) values (?, ?, ?, ?)
     on conflict (scope, kind, id) do update set data = excluded.data`,
  );
  const unstage = db.prepare('delete from staged where scope = ? and kind = ? and id = ?');
  const stagedDifference = db.prepare<[string], { kind: string; id: string; data: string }>(
    'select kind, id, data from staged where scope = ? and data is not null',
  );
  const isStaged = db
    .prepare<[string, string, string], number>('select 1 from staged where scope = ? and kind = ? and id = ?')
    .pluck();
  const clearStaged = db.prepare('delete from staged where scope = ?');

  const nothing = (): Changed => ({ kinds: new Set(), keys: new Set() });
  const place = (scope: string, kind: KindName, id: string, row: AnyRow | undefined, changed: Changed) => {
    if (optimistic.putServer(kind, id, row, scope)) changed.kinds.add(kind);
    const key = keyOf(kind, id);
    // A large snapshot has no use for a set of all its keys: only rows that something waits on matter.
    if (optimistic.footprints.has(scope, key)) changed.keys.add(key);
  };

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

  const acknowledge = (scope: string, change: ServerChange) => {
    const ack = change.op === 'put' ? ackOf(change.data) : undefined;
    if (ack) putAck.run(scope, change.id, ack.mutation_id, ack.uuid);
    else dropAck.run(scope, change.id);
  };

  /** A row that is only old is kept among the older ones; whatever else it was, it is gone. Without a reason: deleted. */
  const hearReason = (scope: string, change: ServerChange & { op: 'put' }, changed: Changed) => {
    const gone = goneOf(change);
    if (!gone) return;
    changed.kinds.add(gone.kind);
    const key = keyOf(gone.kind, gone.id);
    if (optimistic.footprints.has(scope, key)) changed.keys.add(key);
    if (gone.reason !== 'aged') {
      older.drop(gone.kind, gone.id);
      return;
    }
    const row = optimistic.serverRow(gone.kind, gone.id);
    if (row) older.keep(gone.kind, row, scope);
  };

  const apply = (scope: string, changes: readonly ServerChange[]): Changed => {
    const changed = nothing();
    const anyOlder = older.any();
    let reasons = false;
    for (const change of changes) {
      if (change.kind === ACK) acknowledge(scope, change);
      else if (change.kind === GONE) {
        // Its own leaving says nothing: the row is back, or long forgotten.
        if (change.op === 'put') hearReason(scope, change, changed);
        reasons = true;
      } else if (change.op === 'put') {
        const read = readable(scope, change);
        if (!read) continue;
        place(scope, read.kind, change.id, read.row, changed);
        if (anyOlder || reasons) older.drop(read.kind, change.id);
      } else {
        dropAside.run(scope, change.kind, change.id);
        if (isKindName(change.kind)) place(scope, change.kind, change.id, undefined, changed);
      }
    }
    if (reasons) older.trim(scope);
    return changed;
  };

  const clear = (scope: string): Changed => {
    const changed = nothing();
    for (const kind of kindNames) if (rows.clear(kind, scope) > 0) changed.kinds.add(kind);
    clearAcks.run(scope);
    clearAside.run(scope);
    clearStaged.run(scope);
    endLoading.run(scope);
    older.clear(scope);
    return changed;
  };

  /** Marks what a rebuild brought; only rows that differ from those there keep their data. */
  const stage = (scope: string, changes: readonly ServerChange[]) => {
    for (const change of changes) {
      if (change.op === 'delete') {
        unstage.run(scope, change.kind, change.id);
        continue;
      }
      const read = change.kind === ACK || change.kind === GONE ? undefined : readRow(scope, change);
      const present = read?.ok ? optimistic.serverRow(read.kind, change.id) : undefined;
      const same = read?.ok && present && sameRow(read.kind, present, read.row);
      const text = typeof change.data === 'string' ? change.data : JSON.stringify(change.data ?? null);
      stageRow.run(scope, change.kind, change.id, same ? null : text);
    }
  };

  return {
    apply,

    begin(scope) {
      clearStaged.run(scope);
      const changed = nothing();
      if (wasWhole.get(scope) !== undefined) return changed;
      startLoading.run(scope);
      clearAside.run(scope);
      clearAcks.run(scope);
      // What an earlier beginning left.
      for (const kind of kindsOfScope(scope))
        for (const id of optimistic.serverIds(kind, scope)) place(scope, kind, id, undefined, changed);
      return changed;
    },

    stage(scope, changes) {
      if (isLoading.get(scope) === undefined) {
        stage(scope, changes);
        return nothing();
      }
      // Acknowledgements last: what was made here is shown as it was made until all of the scope is there.
      const isAck = ({ kind }: ServerChange) => kind === ACK;
      stage(scope, changes.filter(isAck));
      // Nobody is shown a scope that loads, so there is nothing to tell them of.
      return {
        ...apply(
          scope,
          changes.filter((change) => !isAck(change)),
        ),
        kinds: new Set(),
      };
    },

    finish(scope) {
      const changed = nothing();
      const difference = stagedDifference
        .all(scope)
        .map(({ kind, id, data }) => ({ op: 'put' as const, kind, id, data }));
      if (endLoading.run(scope).changes > 0) {
        for (const kind of kindsOfScope(scope)) changed.kinds.add(kind);
      } else {
        const gone = difference.filter((change) => change.kind === GONE);
        const aged = gone.filter((change) => goneOf(change)?.reason === 'aged').map(({ id }) => id);
        // Reasons come first here too. What nobody gives a reason for any more may be deleted for long.
        older.dropOthers(scope, new Set(aged));
        apply(scope, gone);
        for (const kind of kindsOfScope(scope))
          for (const id of optimistic.serverIds(kind, scope))
            if (isStaged.get(scope, kind, id) === undefined) place(scope, kind, id, undefined, changed);
        clearAside.run(scope);
        clearAcks.run(scope);
      }
      const applied = apply(scope, difference);
      clearStaged.run(scope);
      return union(changed, applied);
    },

    clear,

    scopesAside: () => scopesAside.all(),

    retrySetAside(scope) {
      const changed = nothing();
      for (const { kind, id, data } of asides.all(scope)) {
        const read = readRow(scope, { op: 'put', kind, id, data });
        if (!read.ok) continue;
        place(scope, read.kind, id, read.row, changed);
        dropAside.run(scope, kind, id);
      }
      return changed;
    },

    setAsideCount: () => countAside.get() ?? 0,
  };
}

const union = (a: Changed, b: Changed): Changed => ({
  kinds: new Set([...a.kinds, ...b.kinds]),
  keys: new Set([...a.keys, ...b.keys]),
});

const kindsOfScope = (scope: string) => {
  const family = parseScope(scope)?.family;
  return kindNames.filter((name) => kinds[name].family === family);
};

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

/** What a tombstone says; undefined for one of a kind this version does not know. */
function goneOf({ id, data }: ServerChange & { op: 'put' }) {
  const at = id.indexOf(':');
  const kind = id.slice(0, at);
  const read = goneSchema.safeParse(parsed(data)).data;
  return read && isKindName(kind) ? { kind, id: id.slice(at + 1), reason: read.reason } : undefined;
}

const objectSchema = z.record(z.string(), z.unknown());

function parsed(data: unknown): Record<string, unknown> | undefined {
  try {
    return objectSchema.safeParse(typeof data === 'string' ? JSON.parse(data) : data).data;
  } catch {
    return undefined;
  }
}
