import Sqlite from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import type { KindName } from '../../shared/kinds/index.ts';
import { Rejection } from '../../shared/mutators/define.ts';
import { registry as presentRegistry } from '../../shared/mutators/index.ts';
import type { Registry } from '../../shared/mutators/registry.ts';
import type { OlderFilter, OlderPage } from '../../shared/older-comments.ts';
import { engagementScope } from '../../shared/scopes.ts';
import { type Adoption, createAdoption } from './adoption.ts';
import { closeInOrder } from './as-closed.ts';
import { markReplay, takeReplays } from './carry-over.ts';
import type { Commit } from './commit.ts';
import { keepApart } from './copies.ts';
import { readMigrations } from './migrate.ts';
import { createOlderRows } from './older-rows.ts';
import { type OpenReport, openFile, suspect } from './open-file.ts';
import { createOptimistic } from './optimistic.ts';
import { createOutboxTable } from './outbox-table.ts';
import { createReader, type Reader } from './reader.ts';
import { createRowStore } from './rows.ts';
import { createSending, type Sending } from './sending.ts';
import { createServerRows, type ServerChange } from './server-rows.ts';
import { createSettings, type Settings } from './settings.ts';
import { createWaitingWrites, unknownMutation } from './waiting-writes.ts';
import { createWiping, type Wiping } from './wiping.ts';

/** How far a scope's stream has come. */
export type Position = { handle: string; offset: string };

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
   * one, under the last one's uuid.
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
  /** Keeps a page of a brand's older comments. Of a brand that is not here (any more) nothing is kept. */
  storeOlder(brandId: string, filter: OlderFilter, page: OlderPage): void;
  /** Scopes of which something of the server's is here: whole, or on its way. */
  scopes(): string[];
  /** When any stream last delivered; ISO instant. */
  lastSyncedAt(): string | null;
  setAsideCount(): number;
  /** True while a waiting write touches this row. */
  pending(kind: KindName, id: string): boolean;
  /** @returns a function that stops the calls */
  onCommit(listener: (kinds: ReadonlySet<KindName>) => void): () => void;
  /** Makes a copy of the whole file beside it. @returns its path @throws AppError `disk_full` */
  keepApart(): string;
  close(): void;
} & Wiping;

/** What screens and the device's publisher read: the same on the writer's thread and beside it. */
export type ReplicaView = Pick<Replica, 'read' | 'now' | 'pending' | 'onCommit'>;

export type ReplicaOptions = {
  file: string;
  /** Folder of `NNNN_name.sql`: migrations/replica. */
  migrationsDir: string;
  now?: () => Date;
  /** The writes that are known; tests put another version of the app in. */
  registry?: Registry;
  /** Told of faults that were survived. */
  onFault?: (error: unknown, what: string) => void;
};

/**
 * @throws AppError `replica_from_future`, `node_too_old`
 */
export function openReplica(options: ReplicaOptions): Replica {
  try {
    return open(options);
  } catch (error) {
    // In a part that the quick look leaves out: now that it is known, the file is rebuilt.
    if (!(error instanceof AppError && error.code === 'replica_damaged')) throw error;
    return open(options);
  }
}

function open(options: ReplicaOptions): Replica {
  const now = options.now ?? (() => new Date());
  const registry = options.registry ?? presentRegistry;
  const onFault = options.onFault ?? (() => undefined);
  const { db, report } = openFile(options.file, readMigrations(options.migrationsDir), now);
  const rows = createRowStore(db);
  const outbox = createOutboxTable(db);
  const optimistic = createOptimistic(db, rows, registry);
  const older = createOlderRows(db, (kind, id) => optimistic.serverRow(kind, id) !== undefined);
  const server = createServerRows(db, rows, optimistic, older);
  const listeners = new Set<(kinds: ReadonlySet<KindName>) => void>();
  const waiting = createWaitingWrites({ optimistic, outbox, registry, now, onFault });
  const { rebase, write, replay } = waiting;

  const commit: Commit = (work) => {
    const touched = new Set<KindName>();
    let result: ReturnType<typeof work>;
    try {
      result = db.transaction(() => work(touched)).immediate();
    } catch (error) {
      waiting.forget();
      if (isCorrupt(error)) suspect(options.file);
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

  /** Reads a mutation's arguments. @throws AppError `unknown_mutation`, `invalid_args` */
  const applyArgs = (name: string, args: unknown, index: number): unknown => {
    const mutation = registry.get(name);
    if (!mutation) throw unknownMutation(name, { index });
    const result = mutation.args.safeParse(args);
    if (result.success) return result.data;
    const issue = result.error.issues[0];
    const path = issue?.path.join('.') ?? '';
    throw new AppError('invalid_args', `${name}: ${path === '' ? '' : `${path}: `}${issue?.message}`, {
      details: { index, path },
    });
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
      registry,
      resend: (old, actor, touched) => {
        const { name, args } = registry.upToDate(old);
        write(name, applyArgs(name, args, 0), actor, touched);
      },
    }),
    adoption: createAdoption({ ...core, replay }),
    ...createWiping({ ...core, replay }),

    mutate(list, actor) {
      const read = list.map(({ name, args }, index) => ({ name, args: applyArgs(name, args, index) }));
      return commit((touched) => {
        const uuids: string[] = [];
        for (const { name, args } of read) {
          const { uuid, replaces } = write(name, args, actor, touched);
          for (let n = uuids.length - 1; n >= 0 && uuids[n] === replaces; n -= 1) uuids[n] = uuid;
          uuids.push(uuid);
        }
        return uuids;
      });
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
    storeOlder(brandId, filter, page) {
      commit((touched) => {
        const scope = engagementScope(brandId);
        if (!position.get(scope)) return;
        older.store(scope, filter, page);
        touched.add('comment');
      });
    },
    scopes: () => scopes.all(),
    lastSyncedAt: () => newestSync.get() ?? null,
    setAsideCount: () => server.setAsideCount(),
    pending: (kind, id) => optimistic.touched(kind, id),
    onCommit(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    keepApart: () => keepApart(db, now()),
    close: () => closeInOrder(db),
  };

  const isOfAnother = ({ name, version }: { name: string; version: number }) => {
    const mutation = registry.get(name);
    return !mutation || registry.versionOf(mutation) !== version;
  };
  try {
    commit((touched) => {
      // Rows an older version of the app could not read may be readable now.
      for (const scope of server.scopesAside())
        rebase(scope, touched, { change: () => server.retrySetAside(scope) });
      // Writes of another version of the app may do something else in this one.
      if (outbox.versions().some(isOfAnother)) markReplay(db);
      // A rebuilt or restored file holds waiting writes without their effect.
      for (const scope of takeReplays(db)) rebase(scope, touched, { everything: true });
    });
  } catch (error) {
    db.close();
    throw error;
  }
  return replica;
}

const isCorrupt = (error: unknown) =>
  error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_CORRUPT');

/** What a caller of `mutate` can show: refusals, a full disk and damage have a code; the rest is a fault. */
function readable(error: unknown): unknown {
  if (isCorrupt(error)) {
    return new AppError(
      'replica_damaged',
      'A part of the data on this device cannot be read. Start the app again.',
      {
        status: 500,
      },
    );
  }
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
