import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { SyncState } from '../shared/ipc.ts';
import type { Log } from './log.ts';
import type { Account, Profile } from './profile/profile.ts';
import { createLiveQueries, type LiveQueries } from './queries/live.ts';
import { openReplica, type Replica } from './replica/replica.ts';
import type { Session } from './session/session.ts';
import { createSync, type Sync, type SyncDeps } from './sync/sync.ts';

/** What the screens look at: one replica, its live queries, and, for an account, what keeps it level with the server. */
export type Workspace = {
  account: Account | null;
  replica: Replica;
  live: LiveQueries;
  sync: Sync | null;
  syncState(): SyncState;
  close(): Promise<void>;
};

type Deps = {
  profile: Profile;
  migrationsDir: string;
  session: Pick<Session, 'accessToken' | 'refreshToken'>;
  fetch: typeof fetch;
  now: () => Date;
  log: Log;
  timing?: SyncDeps['timing'];
};

const LOCAL: SyncState = {
  status: 'local',
  waiting: 0,
  failed: [],
  lastSyncedAt: null,
  setAside: 0,
  problem: null,
};

/** One file for each server and account: two people on one machine never share one. */
export function accountFile(account: Pick<Account, 'serverKey' | 'personId'>): string {
  const server = createHash('sha256').update(account.serverKey).digest('hex').slice(0, 16);
  return join('accounts', `${server}-${account.personId}.sqlite`);
}

/**
 * Opens the local workspace, or an account's with its sync.
 * @throws AppError `replica_from_future`
 */
export function openWorkspace(deps: Deps, account: Account | null): Workspace {
  const { profile, log } = deps;
  const replica = openReplica({
    file: join(profile.dir, account ? accountFile(account) : 'local.sqlite'),
    migrationsDir: deps.migrationsDir,
    now: deps.now,
    onFault: (error, what) => log.error({ err: error, what }, 'the replica survived a fault'),
  });
  if (replica.report.rebuilt)
    log.warn(replica.report.rebuilt, 'the replica was damaged and has been rebuilt');
  const live = createLiveQueries(replica);
  const sync = account
    ? createSync({
        replica,
        serverUrl: account.serverUrl,
        personId: account.personId,
        accessToken: deps.session.accessToken,
        refreshToken: deps.session.refreshToken,
        fetch: deps.fetch,
        now: deps.now,
        log,
        ...(deps.timing ? { timing: deps.timing } : {}),
      })
    : null;
  return {
    account,
    replica,
    live,
    sync,
    syncState: () => sync?.state() ?? LOCAL,
    async close() {
      live.close();
      await sync?.stop();
      replica.close();
    },
  };
}
