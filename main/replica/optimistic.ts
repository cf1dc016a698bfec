import type { Database } from 'better-sqlite3';
import { type KindName, kinds } from '../../shared/kinds/index.ts';
import type { Rows, Write } from '../../shared/mutators/define.ts';
import { isMutationName, mutationNamed } from '../../shared/mutators/index.ts';
import { parseScope, type Scope } from '../../shared/scopes.ts';
import type { Entry } from './outbox-table.ts';
import type { AnyRow, RowStore } from './rows.ts';

/** A row as it was before an entry touched it; undefined: there was none. */
export type Before = { kind: KindName; id: string; row: AnyRow | undefined }[];

/**
 * Waiting writes on top of the server's rows. The main tables hold the sum; `base_rows` keeps the server's version of
 * every row that a waiting write touched. All of it runs inside the caller's transaction.
 */
export type Optimistic = {
  /**
   * Runs an entry's mutator on the main tables.
   * @returns how the touched rows were before
   * @throws Rejection when the mutator refuses; AppError or ZodError from arguments it cannot read; nothing is written
   */
  apply(entry: Entry): Before;
  /** Puts rows back as they were before the entry at the end of the outbox. */
  undo(before: Before, scope: string): void;
  /** Puts the server's rows of a scope back and forgets which were touched. @returns the kinds put back */
  restore(scope: string): Set<KindName>;
  /** True when a waiting write touched this row. */
  touched(kind: KindName, id: string): boolean;
};

export function createOptimistic(db: Database, rows: RowStore): Optimistic {
  const keepBase = db.prepare('insert or ignore into base_rows (kind, id, scope, data) values (?, ?, ?, ?)');
  const basesOf = db.prepare<[string], { kind: KindName; id: string; data: string | null }>(
    'select kind, id, data from base_rows where scope = ?',
  );
  const forget = db.prepare('delete from base_rows where scope = ?');
  const isTouched = db.prepare('select 1 from base_rows where kind = ? and id = ?').pluck();

  const write = (kind: KindName, id: string, row: AnyRow | undefined, scope: string) => {
    if (row) rows.put(kind, row, scope);
    else rows.delete(kind, id, scope);
  };

  return {
    apply(entry) {
      if (!isMutationName(entry.name)) throw new Error(`No mutation is called ${entry.name}.`);
      const mutation = mutationNamed(entry.name);
      const args = mutation.args.parse(entry.args);
      const family = parseScope(entry.home)?.family;
      const readable = new Map<string, AnyRow | undefined>();
      for (const { kind, id } of mutation.reads(args)) {
        inFamily(kind, family, entry.name);
        readable.set(`${kind}/${id}`, rows.get(kind, id));
      }
      const view = { get: (kind: KindName, id: string) => readable.get(`${kind}/${id}`) } as unknown as Rows;
      const { writes } = mutation.apply(view, args, { actor: entry.actor, madeAt: entry.madeAt });
      for (const next of writes) inFamily(refOf(next).kind, family, entry.name);
      return writes.map((next) => {
        const { kind, id } = refOf(next);
        const row = rows.get(kind, id);
        keepBase.run(kind, id, entry.home, row ? JSON.stringify(row) : null);
        write(kind, id, next.op === 'put' ? (next.row as AnyRow) : undefined, entry.home);
        return { kind, id, row };
      });
    },

    undo(before, scope) {
      for (const { kind, id, row } of before.toReversed()) write(kind, id, row, scope);
    },

    restore(scope) {
      const touched = new Set<KindName>();
      for (const { kind, id, data } of basesOf.all(scope)) {
        write(kind, id, data === null ? undefined : (JSON.parse(data) as AnyRow), scope);
        touched.add(kind);
      }
      forget.run(scope);
      return touched;
    },

    touched: (kind, id) => isTouched.get(kind, id) !== undefined,
  };
}

const refOf = (next: Write): { kind: KindName; id: string } =>
  next.op === 'put' ? { kind: next.kind, id: next.row.id } : next;

/**
 * A write reads and writes rows of its home scope only. That is what lets a stream's batch replay just the entries of
 * its own scope; a mutator that breaks it is a fault in the program.
 */
function inFamily(kind: KindName, family: Scope['family'] | undefined, name: string): void {
  if (kinds[kind].family !== family)
    throw new Error(`${name} touches a ${kind}, which is not in its home scope.`);
}
