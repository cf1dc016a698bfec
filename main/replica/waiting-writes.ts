import Sqlite from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../shared/errors.ts';
import type { KindName } from '../../shared/kinds/index.ts';
import { Rejection } from '../../shared/mutators/define.ts';
import type { Registry } from '../../shared/mutators/registry.ts';
import { coalesce, mayCoalesce } from './coalesce.ts';
import type { Rebase } from './commit.ts';
import type { RowKey } from './footprints.ts';
import type { Before, Optimistic } from './optimistic.ts';
import type { Entry, OutboxTable } from './outbox-table.ts';

type Written = { uuid: string; replaces: string | null };

/** Writes as they are made, replayed and settled. All of it runs inside the caller's transaction. */
export type WaitingWrites = {
  rebase: Rebase;
  /**
   * Makes a write, or folds it into the one before it, which is another write from then on: a copy of this file may
   * hold the shorter one and send it first, and its outcome must not be taken for the longer one's.
   * @param args as its schema read them
   * @returns its uuid, and which uuid is no more
   * @throws the mutator's refusal
   */
  write(name: string, args: unknown, actor: string | null, touched: Set<KindName>): Written;
  /** Applies an entry that was taken in from elsewhere. */
  replay(entry: Entry, touched: Set<KindName>): void;
  /** What is kept in memory beside the tables belongs to a state that was taken back. */
  forget(): void;
};

export function createWaitingWrites(deps: {
  optimistic: Optimistic;
  outbox: OutboxTable;
  registry: Registry;
  now: () => Date;
  onFault: (error: unknown, what: string) => void;
}): WaitingWrites {
  const { optimistic, outbox, registry, now, onFault } = deps;
  /** Scopes whose footprints in memory are those of the tables. The first change of another one replays all of it. */
  const known = new Set<string>();
  /** What the newest entry of the outbox changed, so that a further edit can be folded into it. */
  let newest: { seq: number; before: Before } | null = null;

  const applyNew = (entry: Entry, touched: Set<KindName>) => {
    const before = optimistic.apply(entry);
    for (const { kind } of before) touched.add(kind);
    newest = { seq: entry.seq, before };
  };

  /** Replays one waiting entry. One that no longer applies has no effect and stays: the server decides about it. */
  const replay = (entry: Entry, touched: Set<KindName>) => {
    try {
      // A mutator is pure: when it refuses, nothing has been written yet.
      const before = optimistic.apply(entry);
      for (const { kind } of before) touched.add(kind);
      if (newest?.seq === entry.seq) newest = { ...newest, before };
    } catch (error) {
      if (error instanceof Sqlite.SqliteError) throw error;
      if (newest?.seq === entry.seq) newest = null;
      if (!(error instanceof Rejection)) onFault(error, `replay of ${entry.name}`);
    }
  };

  const rebase: Rebase = (scope, touched, { change, ended = [], everything = false }) => {
    const restore = (keys?: Iterable<RowKey>) => {
      for (const kind of optimistic.restore(scope, keys)) touched.add(kind);
    };
    const all = everything || !known.has(scope);
    if (all) restore();
    const changed = change?.();
    for (const kind of changed?.kinds ?? []) touched.add(kind);
    const settled = outbox.acknowledged(scope).map(({ seq }) => seq);
    for (const seq of settled) outbox.remove(seq);
    if (all) {
      known.add(scope);
      optimistic.atOnce(() => {
        for (const entry of outbox.byHome(scope)) replay(entry, touched);
      });
      return;
    }
    const gone = [...ended, ...settled];
    const { seqs, keys } = optimistic.footprints.connected(scope, changed?.keys ?? [], gone);
    if (seqs.length === 0) return;
    const left = new Set(gone);
    optimistic.atOnce(() => {
      restore(keys);
      for (const seq of gone) optimistic.footprints.forget(scope, seq);
      for (const seq of seqs) {
        const entry = left.has(seq) ? undefined : outbox.bySeq(seq);
        if (entry) replay(entry, touched);
      }
    });
  };

  const write: WaitingWrites['write'] = (name, args, actor, touched) => {
    const mutation = registry.get(name);
    if (!mutation) throw unknownMutation(name);
    const version = registry.versionOf(mutation);
    const madeAt = now().toISOString();
    const last = newest && mayCoalesce(name) ? outbox.last() : undefined;
    if (newest && last && last.seq === newest.seq && last.version === version && mayFold(last, name, actor)) {
      const folded = coalesce(name, last.args, args);
      if (folded !== null) {
        optimistic.undo(newest.before, last.home);
        const change = { uuid: uuidv7(), args: folded, madeAt };
        outbox.rewrite(last.seq, change);
        applyNew({ ...last, ...change }, touched);
        return { uuid: change.uuid, replaces: last.uuid };
      }
    }
    const home = mutation.home(args);
    const entry = outbox.add({ uuid: uuidv7(), name, args, version, home, madeAt, actor });
    applyNew(entry, touched);
    return { uuid: entry.uuid, replaces: null };
  };

  return {
    rebase,
    write,
    replay,
    forget() {
      known.clear();
      newest = null;
    },
  };
}

/** @param details more of what is known of the call */
export const unknownMutation = (name: string, details: Record<string, unknown> = {}) =>
  new AppError('unknown_mutation', `There is no write called ${name}.`, { details });

const mayFold = (last: Entry, name: string, actor: string | null) =>
  last.name === name && last.state === 'pending' && last.tries === 0 && last.actor === actor;
