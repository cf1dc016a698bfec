import type { Database } from 'better-sqlite3';
import Sqlite from 'better-sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { AppError } from '../../shared/errors.ts';
import type { KindName } from '../../shared/kinds/index.ts';
import { Rejection } from '../../shared/mutators/define.ts';
import { isMutationName, mutationNamed } from '../../shared/mutators/index.ts';
import { type Adoption, createAdoption } from './adoption.ts';
import { coalesce } from './coalesce.ts';
import { readMigrations } from './migrate.ts';
import { type OpenReport, openFile } from './open-file.ts';
import { type Before, createOptimistic } from './optimistic.ts';
import { createOutboxTable, type Entry } from './outbox-table.ts';
import { createRowStore } from './rows.ts';
import { createSending, type Sending } from './sending.ts';
import { createServerRows, type ServerChange } from './server-rows.ts';
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
  position(scope: string): Position | null;
  /** Scopes with a stored position. */
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

/** Within a transaction: change a scope's server rows or outbox, settle what is acknowledged, replay the rest. */
export type Rebase = (scope: string, touched: Set<KindName>, change?: () => Set<KindName>) => void;

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
  const server = createServerRows(db, rows);
  const listeners = new Set<(kinds: ReadonlySet<KindName>) => void>();
  /** What the newest entry of the outbox changed, so that a further edit can be folded into it. */
  let newest: { seq: number; home: string; before: Before } | null = null;

  const commit: Commit = (work) => {
    const touched = new Set<KindName>();
    let result: ReturnType<typeof work>;
    try {
      result = db.transaction(() => work(touched)).immediate();
    } catch (error) {
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
    newest = { seq: entry.seq, home: entry.home, before };
  };

  /** Replays one waiting entry. One that no longer applies has no effect and stays: the server decides about it. */
  const replayOne = db.transaction(applyNew);
  const replay = (entry: Entry, touched: Set<KindName>) => {
    try {
      replayOne(entry, touched);
    } catch (error) {
      if (error instanceof Sqlite.SqliteError) throw error;
      if (newest?.home === entry.home) newest = null;
      if (!(error instanceof Rejection)) onFault(error, `replay of ${entry.name}`);
    }
  };

  const rebase: Rebase = (scope, touched, change) => {
    for (const kind of optimistic.restore(scope)) touched.add(kind);
    if (newest?.home === scope) newest = null;
    for (const kind of change?.() ?? []) touched.add(kind);
    for (const entry of outbox.acknowledged(scope)) outbox.remove(entry.seq);
    for (const entry of outbox.byHome(scope)) replay(entry, touched);
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
  const scopes = db.prepare<[], string>('select scope from streams').pluck();
  const newestSync = db.prepare<[], string | null>('select max(synced_at) from streams').pluck();

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
        rebase(scope, touched, () =>
          rebuild ? server.rebuild(scope, changes) : server.apply(scope, changes),
        );
        if (rebuild) {
          // What the server said it applied is not in its new snapshot: ask it again.
          for (const entry of outbox.byHome(scope)) {
            if (entry.state === 'applied') outbox.setState(entry.seq, 'sent');
          }
        }
        putPosition.run(scope, at.handle, at.offset, now().toISOString());
        replica.sending.checkClient(scope);
      });
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
    for (const scope of server.scopesAside()) rebase(scope, touched, () => server.retrySetAside(scope));
    // A rebuilt file holds waiting writes without their effect.
    if (!report.rebuilt) return;
    for (const home of new Set(outbox.byHomePrefix('brand:').map((entry) => entry.home)))
      rebase(home, touched);
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
