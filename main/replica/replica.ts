import type { Database } from 'better-sqlite3';
import Sqlite from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../shared/errors.ts';
import type { KindName } from '../../shared/kinds/index.ts';
import { Rejection } from '../../shared/mutators/define.ts';
import { isMutationName, mutationNamed } from '../../shared/mutators/index.ts';
import { type Adoption, createAdoption } from './adoption.ts';
import { coalesce } from './coalesce.ts';
import type { RowKey } from './footprints.ts';
import { readMigrations } from './migrate.ts';
import { type OpenReport, openFile } from './open-file.ts';
import { type Before, createOptimistic } from './optimistic.ts';
import { createOutboxTable, type Entry } from './outbox-table.ts';
import { createRowStore } from './rows.ts';
import { createSending, type Sending } from './sending.ts';
import { type Changed, createServerRows, type ServerChange } from './server-rows.ts';
import { createSettings, type Settings } from './settings.ts';
import { createWiping, type Wiping } from './wiping.ts';

/** How far a scope's stream has come. */
export type Position = { handle: string; offset: string };

/** Statements that only read, prepared once each. */
export type Reader = {
  all<T>(sql: string, ...values: unknown[]): T[];
  get<T>(sql: string, ...values: unknown[]): T | undefined;
  /** Several reads of one moment, whatever is committed meanwhile. */
  atOnce<T>(work: () => T): T;
};

/**
 * The desktop's copy of everything a person may see, with their waiting writes on top. Synchronous; every change is
 * one SQLite transaction, after which `onCommit` listeners hear which kinds it touched.
 */
export type Replica = {
  readonly file: string;
  readonly report: OpenReport;
  readonly now: () => Date;
  readonly read: Reader;
  /** What the sync engine needs of the outbox. */
  readonly sending: Sending;
  readonly adoption: Adoption;
  readonly settings: Settings;
  /**
   * Writes mutations: all or none, in the outbox and on screen at once. Neighbouring unsent edits of one thing become
   * one, under the first one's uuid.
   * @param actor the person, or null before an account (then it is never sent)
   * @returns one uuid per mutation
   * @throws AppError `unknown_mutation`, `invalid_args` (details: index, path), `disk_full`, or the mutator's refusal
   */
  mutate(list: readonly { name: string; args: unknown }[], actor: string | null): string[];
  /**
   * Takes what a scope's stream delivered up to a point where it was whole: the server's rows, the position, settled
   * entries and the replay of the rest, in one transaction.
   * @param options.rebuild the changes are a whole new snapshot; only its difference is written
   */
  applyServer(
    scope: string,
    changes: readonly ServerChange[],
    position: Position,
    options?: { rebuild?: boolean },
  ): void;
  /**
   * A whole new snapshot in slices, each a transaction of its own, so that writes come in between. Readers see what
   * was there before until it is finished; a scope that was never whole before is not shown until then (`loading`).
   * Begun again, it starts over.
   */
  snapshot: {
    begin(scope: string): void;
    add(scope: string, changes: readonly ServerChange[]): void;
    finish(scope: string, position: Position): void;
  };
  position(scope: string): Position | null;
  /** Scopes of which something of the server's is here: whole, or on its way. */
  scopes(): string[];
  /** When any stream last delivered; ISO instant. */
  lastSyncedAt(): string | null;
  setAsideCount(): number;
  /** True while a waiting write touches this row. */
  pending(kind: KindName, id: string): boolean;
  /** @returns a function that stops the calls */
  onCommit(listener: (kinds: ReadonlySet<KindName>) => void): () => void;
  close(): void;
} & Wiping;

/** What screens and the device's publisher read: the same on the writer's thread and beside it. */
export type ReplicaView = Pick<Replica, 'read' | 'now' | 'pending' | 'onCommit'>;

export type ReplicaOptions = {
  file: string;
  /** Folder of `NNNN_name.sql`: migrations/replica. */
  migrationsDir: string;
  now?: () => Date;
  /** Told of faults that were survived. */
  onFault?: (error: unknown, what: string) => void;
};

/** One transaction; `touched` collects the kinds it changed. */
export type Commit = <T>(work: (touched: Set<KindName>) => T) => T;

/**
 * Within a transaction: change a scope's server rows, settle what is acknowledged, and replay the waiting writes that
 * hang together with what changed.
 * @param what.ended entries whose effect ends; they have left the outbox, or became noops
 * @param what.everything replay all of the scope's entries
 */
export type Rebase = (
  scope: string,
  touched: Set<KindName>,
  what: { change?: () => Changed; ended?: readonly number[]; everything?: boolean },
) => void;

/**
 * @throws AppError `replica_from_future`, `node_too_old`
 */
export function openReplica(options: ReplicaOptions): Replica {
  const now = options.now ?? (() => new Date());
  const onFault = options.onFault ?? (() => undefined);
  const { db, report } = openFile(options.file, readMigrations(options.migrationsDir), now);
  const rows = createRowStore(db);
  const outbox = createOutboxTable(db);
  const optimistic = createOptimistic(db, rows);
  const server = createServerRows(db, rows, optimistic);
  const listeners = new Set<(kinds: ReadonlySet<KindName>) => void>();
  /** What the newest entry of the outbox changed, so that a further edit can be folded into it. */
  /** Scopes whose footprints in memory are those of the tables. The first change of another one replays all of it. */
  const known = new Set<string>();
  let newest: { seq: number; before: Before } | null = null;

  const commit: Commit = (work) => {
    const touched = new Set<KindName>();
    let result: ReturnType<typeof work>;
    try {
      result = db.transaction(() => work(touched)).immediate();
    } catch (error) {
      // What is kept in memory beside the tables belongs to a state that was taken back.
      known.clear();
      newest = null;
      throw readable(error);
    }
    for (const listener of [...listeners]) {
      try {
        listener(touched);
      } catch (error) {
        onFault(error, 'a listener to commits failed');
      }
    }
    return result;
  };

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
      for (const entry of outbox.byHome(scope)) replay(entry, touched);
      return;
    }
    const gone = [...ended, ...settled];
    const { seqs, keys } = optimistic.footprints.connected(scope, changed?.keys ?? [], gone);
    if (seqs.length === 0) return;
    restore(keys);
    for (const seq of gone) optimistic.footprints.forget(scope, seq);
    const left = new Set(gone);
    for (const seq of seqs) {
      const entry = left.has(seq) ? undefined : outbox.bySeq(seq);
      if (entry) replay(entry, touched);
    }
  };

  const write = (name: string, args: unknown, actor: string | null, touched: Set<KindName>): string => {
    const madeAt = now().toISOString();
    const last = newest && outbox.last();
    if (newest && last && last.seq === newest.seq && mayFold(last, name, actor)) {
      const folded = coalesce(name, last.args, args);
      if (folded !== null) {
        optimistic.undo(newest.before, last.home);
        outbox.rewrite(last.seq, { args: folded, madeAt });
        applyNew({ ...last, args: folded, madeAt }, touched);
        return last.uuid;
      }
    }
    const home = mutationNamed(name as Parameters<typeof mutationNamed>[0]).home(args);
    const entry = outbox.add({ uuid: uuidv7(), name, args, home, madeAt, actor });
    applyNew(entry, touched);
    return entry.uuid;
  };

  const core = { db, outbox, rows, server, commit, rebase, now };
  const position = db.prepare<[string], Position>(
    'select handle, stream_offset as "offset" from streams where scope = ?',
  );
  const putPosition = db.prepare(
    `insert into streams (scope, handle, stream_offset, synced_at) values (?, ?, ?, ?)
     on conflict (scope) do update set handle = excluded.handle, stream_offset = excluded.stream_offset,
       synced_at = excluded.synced_at`,
  );
  const scopes = db.prepare<[], string>('select scope from streams union select scope from loading').pluck();
  const newestSync = db.prepare<[], string | null>('select max(synced_at) from streams').pluck();

  const arrive = (scope: string, at: Position) => {
    putPosition.run(scope, at.handle, at.offset, now().toISOString());
    replica.sending.checkClient(scope);
  };
  const begin = (scope: string, touched: Set<KindName>) =>
    rebase(scope, touched, { change: () => server.begin(scope) });
  const finish = (scope: string, at: Position, touched: Set<KindName>) => {
    rebase(scope, touched, { change: () => server.finish(scope) });
    // What the server said it applied is not in its new snapshot: ask it again.
    for (const entry of outbox.byHome(scope))
      if (entry.state === 'applied') outbox.setState(entry.seq, 'sent');
    arrive(scope, at);
  };

  const replica: Replica = {
    file: options.file,
    report,
    now,
    read: createReader(db),
    settings: createSettings(db),
    sending: createSending({
      ...core,
      resend: (name, args, actor, touched) => {
        applyArgs(name, args, 0);
        write(name, args, actor, touched);
      },
    }),
    adoption: createAdoption({ ...core, replay }),
    ...createWiping(core),

    mutate(list, actor) {
      const read = list.map(({ name, args }, index) => ({ name, args: applyArgs(name, args, index) }));
      return commit((touched) => read.map(({ name, args }) => write(name, args, actor, touched)));
    },

    applyServer(scope, changes, at, { rebuild = false } = {}) {
      commit((touched) => {
        if (rebuild) {
          begin(scope, touched);
          rebase(scope, touched, { change: () => server.stage(scope, changes) });
          finish(scope, at, touched);
          return;
        }
        rebase(scope, touched, { change: () => server.apply(scope, changes) });
        arrive(scope, at);
      });
    },

    snapshot: {
      begin: (scope) => commit((touched) => begin(scope, touched)),
      add(scope, changes) {
        // The server still has what a power cut takes from an unfinished snapshot; the outbox's commits are flushed again.
        db.pragma('synchronous = normal');
        try {
          commit((touched) => rebase(scope, touched, { change: () => server.stage(scope, changes) }));
        } finally {
          db.pragma('synchronous = full');
        }
      },
      finish: (scope, at) => commit((touched) => finish(scope, at, touched)),
    },

    position: (scope) => position.get(scope) ?? null,
    scopes: () => scopes.all(),
    lastSyncedAt: () => newestSync.get() ?? null,
    setAsideCount: () => server.setAsideCount(),
    pending: (kind, id) => optimistic.touched(kind, id),
    onCommit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close: () => db.close(),
  };

  commit((touched) => {
    // Rows an older version of the app could not read may be readable now.
    for (const scope of server.scopesAside())
      rebase(scope, touched, { change: () => server.retrySetAside(scope) });
    // A rebuilt file holds waiting writes without their effect.
    if (report.rebuilt) for (const home of outbox.homes()) rebase(home, touched, { everything: true });
  });
  return replica;
}

/** Reads a mutation's arguments. @throws AppError `unknown_mutation`, `invalid_args` */
function applyArgs(name: string, args: unknown, index: number): unknown {
  if (!isMutationName(name))
    throw new AppError('unknown_mutation', `There is no write called ${name}.`, { details: { index } });
  const result = mutationNamed(name).args.safeParse(args);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const path = issue?.path.join('.') ?? '';
  throw new AppError('invalid_args', `${name}: ${path === '' ? '' : `${path}: `}${issue?.message}`, {
    details: { index, path },
  });
}

const mayFold = (last: Entry, name: string, actor: string | null) =>
  last.name === name && last.state === 'pending' && last.tries === 0 && last.actor === actor;

/** What a caller of `mutate` can show: refusals and a full disk have a code; the rest is a fault. */
function readable(error: unknown): unknown {
  if (error instanceof Rejection) {
    return new AppError(error.code, error.message, { status: 409, details: error.details });
  }
  if (error instanceof Sqlite.SqliteError && error.code === 'SQLITE_FULL') {
    return new AppError(
      'disk_full',
      'The disk is full. Nothing was changed; free some space and try again.',
      {
        status: 507,
      },
    );
  }
  return error;
}

/** @param db read only through what this returns; never closed by it */
export function createReader(db: Database): Reader {
  const statements = new Map<string, Sqlite.Statement<unknown[]>>();
  const transaction = db.transaction((work: () => unknown) => work());
  const of = (sql: string) => {
    const known = statements.get(sql);
    if (known) return known;
    const statement = db.prepare<unknown[]>(sql);
    if (!statement.readonly) throw new Error('Only reads go through the reader.');
    statements.set(sql, statement);
    return statement;
  };
  return {
    all: <T>(sql: string, ...values: unknown[]) => of(sql).all(...values) as T[],
    get: <T>(sql: string, ...values: unknown[]) => of(sql).get(...values) as T | undefined,
    atOnce: <T>(work: () => T) => (db.inTransaction ? work() : (transaction.deferred(work) as T)),
  };
}
