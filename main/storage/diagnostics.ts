import { readFileSync } from 'node:fs';
import { arch, freemem, platform, release, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { appRoot } from '../hosts/environment.ts';
import type { HostServices } from '../hosts/host-services.ts';
import type { Profile } from '../profile/profile.ts';
import { listCopies } from '../replica/copies.ts';
import { rowCounts, type StreamState, syncReport } from '../replica/report.ts';
import type { Secrets } from '../secrets/secrets.ts';
import type { Session } from '../session/session.ts';
import type { Workspace } from '../workspace.ts';
import { lastLines } from './log-lines.ts';

export type DiagnosticsDeps = {
  host: Pick<HostServices, 'kind'>;
  profile: Profile;
  session: Pick<Session, 'serverUrl' | 'current'>;
  secrets: Pick<Secrets, 'where'>;
  workspace: Workspace;
  now: () => Date;
};

const packageSchema = z.object({ version: z.string() });

/**
 * What helps to find a fault: versions, states, positions and counts. It is put together from what is known to hold
 * no words and no secrets, never by taking things out of something larger.
 */
export function diagnostics(deps: DiagnosticsDeps, running: readonly StreamState[]): object {
  const { host, profile, session, secrets, workspace, now } = deps;
  const { read, file, report } = workspace.replica;
  const sync = workspace.replica.syncState();
  const { streams, setAside, waitingCount, kept } = syncReport(read, running);
  const positions = read.all<{ scope: string; handle: string; stream_offset: string }>(
    'select scope, handle, stream_offset from streams',
  );
  return {
    format: 'pillarbox-diagnostics',
    madeAt: now().toISOString(),
    app: {
      version: packageSchema.parse(
        JSON.parse(readFileSync(join(appRoot(import.meta.dirname), 'package.json'), 'utf8')),
      ).version,
      host: host.kind,
      runtime: process.versions,
      sqlite: read.get('select sqlite_version() as version'),
      replicaVersion: read.get('select user_version as version from pragma_user_version()'),
    },
    computer: {
      platform: platform(),
      release: release(),
      arch: arch(),
      memory: { total: totalmem(), free: freemem() },
      language: Intl.DateTimeFormat().resolvedOptions().locale,
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    },
    account: { state: session.current().state, keychain: secrets.where(), deviceId: profile.deviceId },
    server: new URL(session.serverUrl()).host,
    sync: {
      status: sync.status,
      lastSyncedAt: sync.lastSyncedAt,
      problem: sync.problem?.code ?? null,
      waiting: waitingCount,
      outbox: read.all(
        'select name, state, count(*) as count, max(tries) as tries from outbox group by name, state',
      ),
      refused: sync.failed.map(({ name, code, madeAt }) => ({ name, code, madeAt })),
      kept: kept.map(({ name, reason, madeAt }) => ({ name, reason, madeAt })),
      setAside,
      loading: read.all('select scope from loading'),
      streams: streams.map(({ brandName: _, ...stream }) => ({
        ...stream,
        position: positions.find(({ scope }) => scope === stream.scope) ?? null,
      })),
    },
    storage: {
      rows: rowCounts(read),
      pages: read.get(
        `select (select page_count from pragma_page_count()) as pages,
                (select freelist_count from pragma_freelist_count()) as free,
                (select page_size from pragma_page_size()) as size`,
      ),
      copies: listCopies(file),
      openedWith: {
        backup: report.backup && basename(report.backup),
        rebuilt: report.rebuilt && { writes: report.rebuilt.writes, failed: report.rebuilt.failed },
      },
    },
    log: lastLines(join(profile.dir, 'desktop.log')),
  };
}
