import { existsSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../../server/db/embedded.ts';
import { initCluster, startPostgres } from '../../server/db/postgres-process.ts';
import { createLog } from '../../server/log.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Admin URLs (database "postgres") of the engines that run; undefined where one is not installed. */
    postgres: { embedded: string; debian: string | undefined };
  }
}

export const DEBIAN_BIN = '/usr/lib/postgresql/15/bin';

/** Durability costs time and test data has none to lose; many files each hold a pool. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '400' };

const log = createLog({ level: process.env.LOG_LEVEL ?? 'error' });

/** Vitest's global setup: both engines, once per run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const [embedded, debian] = await Promise.all([startEmbedded(), startDebian()]);
  project.provide('postgres', { embedded: embedded.url, debian: debian?.url });
  return async () => {
    await Promise.all([embedded.stop(), debian?.stop()]);
  };
}

async function startEmbedded(): Promise<{ url: string; stop(): Promise<void> }> {
  const dataHome = await mkdtemp('/tmp/pillarbox-test-');
  const postgres = await startEmbeddedPostgres({ dataHome, log, settings: FAST });
  return {
    url: postgres.url.replace('/pillarbox?', '/postgres?'),
    async stop() {
      await postgres.stop();
      await postgres.remove();
      await rm(dataHome, { recursive: true, force: true });
    },
  };
}

/** Debian's PostgreSQL 15 on a cluster of its own, or undefined where it is not installed. */
export async function startDebian(): Promise<{ url: string; stop(): Promise<void> } | undefined> {
  if (!existsSync(DEBIAN_BIN)) return undefined;
  const account = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;
  const folder = await mkdtemp('/tmp/pb15-');
  if (account) await chown(folder, account.uid, account.gid);
  const data = join(folder, 'data');
  await initCluster({ bin: DEBIAN_BIN, data, major: 15, account });
  const postgres = await startPostgres({
    bin: DEBIAN_BIN,
    data,
    socketFolder: folder,
    account,
    settings: FAST,
    log,
  });
  return {
    url: postgres.url('postgres'),
    async stop() {
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
