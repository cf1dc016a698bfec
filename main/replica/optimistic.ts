import type { Database } from 'better-sqlite3';
import { type KindName, kinds } from '../../shared/kinds/index.ts';
import { put, type Rows, type Write } from '../../shared/mutators/define.ts';
import { historyOf, type Subject } from '../../shared/mutators/history.ts';
import type { Registry } from '../../shared/mutators/registry.ts';
import { parseScope, type Scope } from '../../shared/scopes.ts';
import { createFootprints, type Footprints, type RowKey } from './footprints.ts';
import { readOlder } from './older-rows.ts';
import type { Entry } from './outbox-table.ts';
import { createReplans } from './replans.ts';
import type { AnyRow, RowStore } from './rows.ts';

/** A row as it was before an entry touched it; undefined: there was none. */
export type Before = { kind: KindName; id: string; row: AnyRow | undefined }[];

/**
 * Waiting writes on top of the server's rows. The main tables hold the sum; `base_rows` keeps the server's version of
 * every row that a waiting write touched. All of it runs inside the caller's transaction.
 */
export type Optimistic = {
  readonly footprints: Footprints;
  /**
   * Runs an entry's mutator on the main tables.
   * @returns how the touched rows were before
   * @throws Rejection when the mutator refuses; AppError or ZodError from arguments it cannot read; nothing is written
   */
  apply(entry: Entry): Before;
  /** Takes back and replays: rows are written once, as they are at the end of it. */
  atOnce(work: () => void): void;
  /** Puts rows back as they were before the entry at the end of the outbox. */
  undo(before: Before, scope: string): void;
  /** Puts the server's version of these rows of a scope back, or of all. @returns the kinds put back */
  restore(scope: string, keys?: Iterable<RowKey>): Set<KindName>;
  /** The server's version of a row, under whatever waits. */
  serverRow(kind: KindName, id: string): AnyRow | undefined;
  /** Ids of the server's rows of a scope. */
  serverIds(kind: KindName, scope: string): string[];
  /** Sets or removes the server's version. @returns true when the main table shows it at once */
  putServer(kind: KindName, id: string, row: AnyRow | undefined, scope: string): boolean;
  /** True when a waiting write touched this row. */
  touched(kind: KindName, id: string): boolean;
};

export const keyOf = (kind: KindName, id: string): RowKey => `${kind}/${id}`;

export function createOptimistic(db: Database, rows: RowStore, registry: Registry): Optimistic {
  const footprints = createFootprints();
  const replanned = createReplans(db, rows);
  const keepBase = db.prepare('insert or ignore into base_rows (kind, id, scope, data) values (?, ?, ?, ?)');
  const base = db.prepare<[string, string], { data: string | null }>(
    'select data from base_rows where kind = ? and id = ?',
  );
  const putBase = db.prepare('update base_rows set data = ? where kind = ? and id = ?');
  type Based = { kind: KindName; id: string; data: string | null };
  const basesOf = db.prepare<[string], Based>('select kind, id, data from base_rows where scope = ?');
  const baseIds = db.prepare<[string, string], { id: string; there: number }>(
    'select id, data is not null as there from base_rows where scope = ? and kind = ?',
  );
  const forgetOf = db.prepare('delete from base_rows where scope = ?');
  const forget = db.prepare('delete from base_rows where kind = ? and id = ?');
  const anyBase = db.prepare<[], number>('select 1 from base_rows limit 1').pluck();
  const older = db
    .prepare<[string, string], string>('select data from older_rows where kind = ? and id = ?')
    .pluck();

  const write = (kind: KindName, id: string, row: AnyRow | undefined, scope: string): boolean => {
    if (!row) return rows.delete(kind, id, scope);
    rows.put(kind, row, scope);
    return true;
  };
  /** Rows put back that may be written again at once: their server's versions stay where they are until that is known. */
  let putBack: Set<RowKey> | null = null;
  const keep = (kind: KindName, id: string, scope: string, row: AnyRow | undefined) => {
    if (putBack?.delete(keyOf(kind, id))) return;
    keepBase.run(kind, id, scope, row ? JSON.stringify(row) : null);
  };
  const decoded = (data: string | null) => (data === null ? undefined : (JSON.parse(data) as AnyRow));

  return {
    footprints,

    apply(entry) {
      const { mutation, args: unread } = registry.upToDate(entry);
      const args = mutation.args.parse(unread);
      const family = parseScope(entry.home)?.family;
      const readable = new Map<RowKey, AnyRow | undefined>();
      /** What the main tables have of it, so that nothing is read twice. */
      const present = new Map<RowKey, AnyRow | undefined>();
      for (const { kind, id } of mutation.reads(args)) {
        inFamily(kind, family, entry.name);
        const row = rows.get(kind, id);
        present.set(keyOf(kind, id), row);
        // An older comment can be acted on: the server brings it back when it applies the same.
        readable.set(keyOf(kind, id), row ?? (readOlder(kind, older.get(kind, id)) as AnyRow | undefined));
      }
      // Also of a write that is refused now: it may apply again once one of these rows has changed.
      footprints.set(entry.home, entry.seq, readable.keys());
      const view = { get: (kind: KindName, id: string) => readable.get(keyOf(kind, id)) } as unknown as Rows;
      const { actor, madeAt } = entry;
      const outcome = mutation.apply(view, args, { actor, madeAt });
      const maker = { cause: mutation.name, actor, at: madeAt };
      /** A publication that arrives for what was planned anew is about the plan of before. */
      const about: RowKey[] = [];
      const writes = outcome.writes.flatMap((next) => {
        const { kind, id } = refOf(next);
        const before = readable.get(keyOf(kind, id)) as Subject | undefined;
        const history = historyOf(next, before, outcome.notices ?? [], maker);
        const undecided = replanned(next, before);
        about.push(...undecided.about.map((publication) => keyOf('publication', publication)));
        return [next, ...history.map((row) => put('revision', row)), ...undecided.writes];
      });
      const refs = writes.map(refOf);
      for (const { kind } of refs) inFamily(kind, family, entry.name);
      footprints.set(entry.home, entry.seq, [
        ...readable.keys(),
        ...about,
        ...refs.map(({ kind, id }) => keyOf(kind, id)),
      ]);
      return writes.map((next) => {
        const { kind, id } = refOf(next);
        const key = keyOf(kind, id);
        const row = present.has(key) ? present.get(key) : rows.get(kind, id);
        keep(kind, id, entry.home, row);
        write(kind, id, next.op === 'put' ? (next.row as AnyRow) : undefined, entry.home);
        present.delete(key);
        return { kind, id, row };
      });
    },

    atOnce(work) {
      const back = new Set<RowKey>();
      putBack = back;
      try {
        rows.atOnce(work);
      } finally {
        putBack = null;
      }
      for (const key of back) forget.run(...split(key));
    },

    undo(before, scope) {
      for (const { kind, id, row } of before.toReversed()) write(kind, id, row, scope);
    },

    restore(scope, keys) {
      const touched = new Set<KindName>();
      const back = ({ kind, id, data }: Based) => {
        write(kind, id, decoded(data), scope);
        touched.add(kind);
      };
      if (keys === undefined) {
        for (const based of basesOf.all(scope)) back(based);
        forgetOf.run(scope);
        footprints.forgetAll(scope);
        return touched;
      }
      for (const key of keys) {
        const [kind, id] = split(key);
        const based = base.get(kind, id);
        if (!based) continue;
        back({ kind, id, ...based });
        if (putBack) putBack.add(key);
        else forget.run(kind, id);
      }
      return touched;
    },

    serverRow(kind, id) {
      const based = base.get(kind, id);
      return based ? decoded(based.data) : rows.get(kind, id);
    },

    serverIds(kind, scope) {
      const ids = new Set(rows.ids(kind, scope));
      for (const { id, there } of baseIds.all(scope, kind)) {
        if (there) ids.add(id);
        else ids.delete(id);
      }
      return [...ids];
    },

    putServer(kind, id, row, scope) {
      if (anyBase.get() !== undefined && base.get(kind, id)) {
        putBase.run(row ? JSON.stringify(row) : null, kind, id);
        return false;
      }
      return write(kind, id, row, scope);
    },

    touched: (kind, id) => base.get(kind, id) !== undefined,
  };
}

const refOf = (next: Write): { kind: KindName; id: string } =>
  next.op === 'put' ? { kind: next.kind, id: next.row.id } : next;

const split = (key: RowKey): [KindName, string] => {
  const at = key.indexOf('/');
  return [key.slice(0, at) as KindName, key.slice(at + 1)];
};

/**
 * A write reads and writes rows of its home scope only. That is what lets a stream's batch replay just the entries of
 * its own scope; a mutator that breaks it is a fault in the program.
 */
function inFamily(kind: KindName, family: Scope['family'] | undefined, name: string): void {
  if (kinds[kind].family !== family)
    throw new Error(`${name} touches a ${kind}, which is not in its home scope.`);
}
