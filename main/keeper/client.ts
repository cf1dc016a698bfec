import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { AppError } from '../../shared/errors.ts';
import type { SyncState } from '../../shared/ipc/sync.ts';
import { type KindName, kindNames } from '../../shared/kinds/index.ts';
import type { Log } from '../log.ts';
import { removeCopy } from '../replica/copies.ts';
import type { OpenReport } from '../replica/open-file.ts';
import { createReader, type Reader } from '../replica/reader.ts';
import type { Replica, ReplicaView } from '../replica/replica.ts';
import type { KeeperCalls, OpenOptions } from './keeper.ts';
import type { FromKeeper, Result, ToKeeper, Which } from './protocol.ts';
import { toError, toResult } from './results.ts';

/** A replica as the core has it: reads are its own, every write is the keeper's. */
export type KeptReplica = ReplicaView & {
  /** Names it to the keeper. */
  readonly id: number;
  readonly file: string;
  readonly report: OpenReport;
  syncState(): SyncState;
  onSyncState(listener: () => void): () => void;
  /** @throws AppError as Replica's `mutate`; what it wrote can be read once it resolves */
  mutate(...args: Parameters<Replica['mutate']>): Promise<string[]>;
  setSetting(key: string, value: unknown): Promise<void>;
  /**
   * Puts a copy in the place of the file, which is kept apart first; what waits there is carried over.
   * @param name as listCopies gave it
   * @throws AppError `copy_missing`, `copy_damaged`, `replica_from_future`, `disk_full`; then nothing has changed
   */
  restore(name: string): Promise<{ carried: number }>;
  close(): Promise<void>;
};

export type Tokens = Record<Which, () => Promise<string | null>>;

export type Keeper = {
  /** @throws AppError `replica_from_future`, `node_too_old` */
  open(options: OpenOptions, tokens: Tokens, now: () => Date): Promise<KeptReplica>;
  call<N extends keyof KeeperCalls>(
    name: N,
    ...args: Parameters<KeeperCalls[N]>
  ): Promise<Awaited<ReturnType<KeeperCalls[N]>>>;
  /** After every replica was closed. */
  close(): Promise<void>;
};

type Own = {
  tokens: Tokens;
  state: SyncState | null;
  onCommit: Set<(kinds: ReadonlySet<KindName>) => void>;
  onState: Set<() => void>;
};

/**
 * Starts the keeper's thread.
 * @param entry the thread's module: `out/main/keeper.js`, or its source
 */
export function startKeeper(entry: string, log: Log): Keeper {
  const worker = new Worker(entry);
  const calls = new Map<number, (result: Result) => void>();
  const replicas = new Map<number, Own>();
  let count = 0;
  let closed = false;

  const post = (message: ToKeeper) => worker.postMessage(message);

  const receive = (message: FromKeeper) => {
    switch (message.type) {
      case 'answer':
        calls.get(message.call)?.(message.result);
        calls.delete(message.call);
        break;
      case 'commit': {
        const kinds = new Set(message.kinds);
        for (const listener of [...(replicas.get(message.replica)?.onCommit ?? [])]) listener(kinds);
        break;
      }
      case 'state': {
        const own = replicas.get(message.replica);
        if (!own) break;
        own.state = message.state;
        for (const listener of [...own.onState]) listener();
        break;
      }
      case 'ask':
        void toResult(() => replicas.get(message.replica)?.tokens[message.which]() ?? null).then((result) =>
          post({ type: 'token', ask: message.ask, result }),
        );
        break;
      case 'log':
        log[message.level](message.data, message.message);
    }
  };
  worker.on('message', receive);
  // A fault in the keeper is a fault of the whole desktop: it ends as it would have ended on one thread.
  worker.on('error', (error) =>
    queueMicrotask(() => {
      throw error;
    }),
  );
  worker.on('exit', () => {
    for (const settle of calls.values())
      settle({
        ok: false,
        code: 'replica_closed',
        message: 'Pillarbox is closing.',
        status: 409,
        details: {},
      });
    calls.clear();
  });

  const call: Keeper['call'] = async (name, ...args) => {
    const id = ++count;
    const { promise, resolve } = Promise.withResolvers<Result>();
    if (closed) throw new AppError('replica_closed', 'Pillarbox is closing.', { status: 409 });
    calls.set(id, resolve);
    post({ type: 'call', call: id, name, args });
    const result = await promise;
    if (!result.ok) throw toError(result);
    return result.value as never;
  };

  return {
    call,
    async open(options, tokens, now) {
      const id = ++count;
      // Known before it is opened: its sync engine asks for a token at once.
      const own: Own = { tokens, state: null, onCommit: new Set(), onState: new Set() };
      replicas.set(id, own);
      const { report, state } = await call('open', id, options).catch((error: unknown) => {
        replicas.delete(id);
        throw error;
      });
      let reading = openReader(options.file);
      let closing = false;
      /** What was read through the old one is read through the new one from now on. */
      const readFrom = (file: string) => {
        const old = reading;
        reading = openReader(file);
        old.close();
      };
      const read: Reader = {
        all: (...args) => reading.reader.all(...args),
        get: (...args) => reading.reader.get(...args),
        atOnce: (work) => reading.reader.atOnce(work),
      };
      return {
        id,
        file: options.file,
        report,
        now,
        read,
        pending: (kind, row) =>
          read.get('select 1 from base_rows where kind = ? and id = ?', kind, row) !== undefined,
        onCommit: (listener) => listen(own.onCommit, listener),
        syncState: () => own.state ?? state,
        onSyncState: (listener) => listen(own.onState, listener),
        mutate: (...args) => call('mutate', id, ...args),
        setSetting: (key, value) => call('setSetting', id, key, value),
        async restore(name) {
          // Screens go on with what is kept apart while the file itself is exchanged.
          const apart = await call('keepApart', id);
          if (closing)
            throw new AppError('replica_closed', 'This data is not open any more.', { status: 409 });
          readFrom(apart);
          let done = false;
          try {
            const result = await call('restore', id, name);
            done = true;
            return result;
          } finally {
            if (!closing) readFrom(options.file);
            // Nothing took the file's place: a copy of it is of no use.
            if (!done) removeCopy(options.file, basename(apart));
            for (const listener of [...own.onCommit]) listener(new Set(kindNames));
          }
        },
        async close() {
          closing = true;
          await call('close', id);
          replicas.delete(id);
          reading.close();
        },
      };
    },
    async close() {
      closed = true;
      await worker.terminate();
    },
  };
}

function openReader(file: string) {
  const db = new Database(file, { readonly: true, fileMustExist: true });
  // 32 MB: what screens and searches of a large brand touch; the default of 2 MB reads it anew each time.
  db.pragma('cache_size = -32000');
  return { reader: createReader(db), close: () => db.close() };
}

function listen<L>(listeners: Set<L>, listener: L): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
