import { AppError } from '../../shared/errors.ts';
import type { SyncState } from '../../shared/ipc/sync.ts';
import { createClock } from '../../shared/time/clock.ts';
import type { Log } from '../log.ts';
import { adopt } from '../replica/adoption.ts';
import { restoreCopy } from '../replica/copies.ts';
import { readMigrations } from '../replica/migrate.ts';
import type { OpenReport } from '../replica/open-file.ts';
import { openReplica, type Replica } from '../replica/replica.ts';
import { createSync, type Sync, type SyncDeps } from '../sync/sync.ts';
import type { FromKeeper, LogLevel, Result, ToKeeper, Which } from './protocol.ts';
import { toError, toResult } from './results.ts';

export type OpenOptions = {
  file: string;
  /** Folder of `NNNN_name.sql`: migrations/replica. */
  migrationsDir: string;
  /** Where the clock stands still; without it, it runs. */
  clockStandsAt?: string | null;
  /** Whom it is kept level with; null before an account. */
  account: { serverUrl: string; personId: string; timing?: SyncDeps['timing'] } | null;
};

export type Opened = { report: OpenReport; state: SyncState };

/** What a replica without an account says of itself. */
const LOCAL: SyncState = {
  status: 'local',
  waiting: 0,
  failed: [],
  lastSyncedAt: null,
  setAside: 0,
  kept: 0,
  problem: null,
};

type Kept = { options: OpenOptions; replica: Replica; sync: Sync | null };

/**
 * The one writer of every replica, with the sync engines that feed them, on a thread of its own: neither a large
 * download nor a large commit ever holds up a screen. The core reads through connections of its own.
 * @param send to the core, in order: what a commit changed is said before the answer to the call that made it
 */
export function createKeeper(send: (message: FromKeeper) => void) {
  const kept = new Map<number, Kept>();
  const asked = new Map<number, (result: Result) => void>();
  let asks = 0;

  const write = (level: LogLevel) => (data: object, message: string) =>
    send({ type: 'log', level, data: plain(data), message });
  const log = {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
  } as unknown as Log;

  const of = (id: number): Kept => {
    const found = kept.get(id);
    if (!found) throw closed();
    return found;
  };

  const token = (replica: number, which: Which) => async (): Promise<string | null> => {
    const ask = ++asks;
    const { promise, resolve } = Promise.withResolvers<Result>();
    asked.set(ask, resolve);
    send({ type: 'ask', ask, replica, which });
    const result = await promise;
    if (!result.ok) throw toError(result);
    return result.value as string | null;
  };

  const open = (id: number, options: OpenOptions): Kept => {
    const { file, migrationsDir, account } = options;
    const replica = openReplica({
      file,
      migrationsDir,
      now: createClock(options.clockStandsAt).now,
      onFault: (error, what) => log.error({ err: error, what }, 'the replica survived a fault'),
    });
    replica.onCommit((kinds) => send({ type: 'commit', replica: id, kinds: [...kinds] }));
    const sync = account
      ? createSync({
          ...account,
          replica,
          accessToken: token(id, 'accessToken'),
          refreshToken: token(id, 'refreshToken'),
          log,
        })
      : null;
    sync?.onState((state) => send({ type: 'state', replica: id, state }));
    const opened = { options, replica, sync };
    kept.set(id, opened);
    return opened;
  };

  const calls = {
    /**
     * @param id names it from now on
     * @throws AppError as openReplica
     */
    open(id: number, options: OpenOptions): Opened {
      const { replica, sync } = open(id, options);
      return { report: replica.report, state: sync?.state() ?? LOCAL };
    },
    mutate: (id: number, ...args: Parameters<Replica['mutate']>) => of(id).replica.mutate(...args),
    storeOlder: (id: number, ...args: Parameters<Replica['storeOlder']>) =>
      of(id).replica.storeOlder(...args),
    setSetting: (id: number, key: string, value: unknown) => of(id).replica.settings.set(key, value),
    retry: (id: number, uuid: string) => of(id).replica.sending.retry(uuid),
    discard: (id: number, uuid: string) => of(id).replica.sending.discard(uuid),
    discardKept: (id: number, uuid: string) => of(id).replica.discardKept(uuid),
    resendKept(id: number, uuids: string[]) {
      const { replica, options } = of(id);
      replica.resendKept(uuids, options.account?.personId ?? null);
    },
    /** The streams that are followed now. */
    streams: (id: number) => of(id).sync?.streams() ?? [],
    /** Keeps the present file apart. @returns the copy's path @throws AppError `disk_full` */
    keepApart: (id: number) => of(id).replica.keepApart(),
    /**
     * Puts a copy in the place of the file and goes on with it. Nobody else may have the file open.
     * @throws AppError as restoreCopy; then everything goes on as it was
     */
    async restore(id: number, name: string): Promise<{ carried: number }> {
      const present = of(id);
      const { options, replica, sync } = present;
      await sync?.stop();
      // Closed meanwhile, because somebody else is there now.
      if (kept.get(id) !== present) throw closed();
      replica.close();
      try {
        return restoreCopy(options.file, name, readMigrations(options.migrationsDir));
      } finally {
        const { sync: next } = open(id, options);
        if (next) send({ type: 'state', replica: id, state: next.state() });
      }
    },
    /** A brand was opened. */
    use: (id: number, brandId: string) => of(id).sync?.use(brandId),
    /** Sends and fetches now instead of waiting. */
    syncNow: (id: number) => of(id).sync?.now(),
    /** Moves brands from one replica into an account's; both are open here. */
    adopt: (from: number, to: number, ...rest: Tail<Parameters<typeof adopt>>) =>
      adopt(of(from).replica, of(to).replica, ...rest),
    async close(id: number): Promise<void> {
      const { replica, sync } = of(id);
      kept.delete(id);
      await sync?.stop();
      replica.close();
    },
  };

  return {
    calls,
    async receive(message: ToKeeper): Promise<void> {
      if (message.type === 'token') {
        asked.get(message.ask)?.(message.result);
        asked.delete(message.ask);
        return;
      }
      const run = calls[message.name as keyof KeeperCalls] as (...args: unknown[]) => unknown;
      send({ type: 'answer', call: message.call, result: await toResult(() => run(...message.args)) });
    },
  };
}
export type KeeperCalls = ReturnType<typeof createKeeper>['calls'];

type Tail<T extends unknown[]> = T extends [unknown, unknown, ...infer Rest] ? Rest : never;

const closed = () => new AppError('replica_closed', 'This data is not open any more.', { status: 409 });

/** Errors and other live things do not travel between threads as they are. */
const plain = (data: object): object =>
  JSON.parse(
    JSON.stringify(data, (_, value: unknown) =>
      value instanceof Error ? { type: value.name, message: value.message, stack: value.stack } : value,
    ),
  );
