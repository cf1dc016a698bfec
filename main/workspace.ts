import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Rebuilt } from '../shared/ipc/sync.ts';
import type { Clock } from '../shared/time/clock.ts';
import type { Keeper, KeptReplica, Tokens } from './keeper/client.ts';
import type { Log } from './log.ts';
import type { Account, Profile } from './profile/profile.ts';
import { createLiveQueries, type LiveQueries } from './queries/live.ts';
import type { SyncDeps } from './sync/sync.ts';

/** What the screens look at: one replica and its live queries. An account's is kept level with the server. */
export type Workspace = {
  account: Account | null;
  replica: KeptReplica;
  live: LiveQueries;
  close(): Promise<void>;
};

type Deps = {
  profile: Profile;
  keeper: Keeper;
  migrationsDir: string;
  session: Tokens;
  clock: Clock;
  log: Log;
  timing?: SyncDeps['timing'];
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
export async function openWorkspace(deps: Deps, account: Account | null): Promise<Workspace> {
  const { profile, keeper, migrationsDir, timing, log } = deps;
  const replica = await keeper.open(
    {
      file: join(profile.dir, account ? accountFile(account) : 'local.sqlite'),
      migrationsDir,
      clockStandsAt: deps.clock.standsAt,
      account: account && {
        serverUrl: account.serverUrl,
        personId: account.personId,
        ...(timing ? { timing } : {}),
      },
    },
    deps.session,
    deps.clock.now,
  );
  const { rebuilt } = replica.report;
  if (rebuilt) {
    const { writes, failed } = rebuilt;
    log.warn({ writes, failed }, 'the replica was damaged and has been rebuilt');
    // Told until the person has put it away, also after another start.
    profile.setSetting('rebuilt', { at: deps.clock.now().toISOString(), writes, failed } satisfies Rebuilt);
  }
  const live = createLiveQueries(replica);
  return {
    account,
    replica,
    live,
    async close() {
      live.close();
      await replica.close();
    },
  };
}
