import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../log.ts';
import {
  type Cluster,
  launch,
  locateCluster,
  majorsIn,
  makeCluster,
  releaseAddress,
  removeSocketFolder,
  takeAddress,
} from './cluster.ts';
import {
  ADMIN_USER,
  isAlive,
  isPostgres,
  query,
  type RunningPostgres,
  readPostmasterPid,
  urlOf,
} from './postgres-process.ts';

export const DATABASE = 'pillarbox';
/** Session lock held by the one server that uses a data folder. The kernel frees it when that server dies. */
const OWNER_LOCK = 4_820_001;

export type EmbeddedPostgres = {
  url: string;
  stop(): Promise<void>;
  /** Deletes the cluster, after `stop` (tests). */
  remove(): Promise<void>;
};

/**
 * Starts the PostgreSQL that comes from npm on this data home's cluster, making it on the first run.
 * The order matters: find the folder, check its major, end what a killed server left, start, take the owner's lock.
 * @param dataHome an absolute path; made when missing
 * @returns the URL of the database `pillarbox`, and how to stop
 * @throws AppError already_running | postgres_major | postgres_owner | postgres_missing | postgres_data_missing
 */
export async function startEmbeddedPostgres(options: {
  dataHome: string;
  log: Log;
  /** Extra settings (tests turn fsync off). */
  settings?: Record<string, string>;
  /** As root: where clusters and binaries go. Any user must be able to walk into it. */
  systemFolder?: string;
}): Promise<EmbeddedPostgres> {
  const { log } = options;
  const cluster = await locateCluster(options.dataHome, options);
  const { data, folder } = cluster;
  await refuseOtherMajor(cluster, options.dataHome);
  if (!existsSync(data)) await makeCluster(cluster);
  await endLeftover(data, log);
  const address = await takeAddress(cluster);
  const start = () => launch(cluster, address, options);

  // Children of a Postgres that was killed outlive it for a moment and may be writing.
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  let running: RunningPostgres | undefined;
  let owner: pg.Client | undefined;
  let stopping = false;
  const stop = async () => {
    stopping = true;
    await owner?.end().catch(() => undefined);
    await running?.stop();
    await releaseAddress(address);
  };
  // A Postgres that ends by itself (out of memory, an operator's mistake) comes back; pools reconnect to the same address.
  const keepUp = async (current: RunningPostgres): Promise<void> => {
    const lastWords = await current.exited;
    if (stopping) return;
    log.error({ postgres: lastWords }, 'Postgres ended by itself; starting it again');
    await new Promise((resolve) => setTimeout(resolve, 500));
    if (stopping) return;
    try {
      running = await startPatiently(start, data);
      if (stopping) return await running.stop();
      owner = await takeOwnership(running.url(DATABASE));
      void keepUp(running);
    } catch (error) {
      log.error({ err: error }, 'Postgres does not start again');
    }
  };

  try {
    running = await startPatiently(start, data);
    await ensureDatabase(running.url('postgres'));
    owner = await takeOwnership(running.url(DATABASE));
    void keepUp(running);
    return { url: running.url(DATABASE), stop, remove };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The data folder names its major; a newer Postgres cannot read an older one's files. */
async function refuseOtherMajor({ folder, data, major }: Cluster, dataHome: string): Promise<void> {
  if (existsSync(data)) {
    const version = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
    if (version === String(major)) return;
    throw new AppError(
      'postgres_major',
      `${data} holds PostgreSQL ${version || 'of an unknown major'}, not ${major}.`,
    );
  }
  const [other] = await majorsIn(folder);
  if (other === undefined) return;
  throw new AppError(
    'postgres_major',
    `The data in ${folder} is PostgreSQL ${other} and this version runs ${major}. ` +
      `Move it with: npm run postgres:move -- --data ${JSON.stringify(dataHome)}`,
    { details: { found: other, wanted: major, folder } },
  );
}

/** A server that was killed leaves its Postgres running: stop it, unless a living server still owns it. */
export async function endLeftover(data: string, log: Log): Promise<void> {
  const left = await readPostmasterPid(data);
  if (!left) return;
  if (!(await isPostgres(left.pid))) {
    // Its id may belong to someone else by now, which Postgres would take for itself still running.
    await rm(join(data, 'postmaster.pid'), { force: true });
    await removeSocketFolder(left.socketFolder);
    return;
  }
  if (process.platform !== 'win32') {
    const url = urlOf({ socketFolder: left.socketFolder }, DATABASE);
    const owner = await takeOwnership(url).catch((error: unknown) => {
      if (error instanceof AppError) throw error;
      return undefined; // its socket is gone: nobody can be using it
    });
    await owner?.end().catch(() => undefined);
  }
  log.warn({ pid: left.pid }, 'stopping the Postgres a killed server left running');
  process.kill(left.pid, 'SIGINT');
  await waitUntilGone(left.pid);
  await removeSocketFolder(left.socketFolder);
}

async function waitUntilGone(pid: number): Promise<void> {
  for (let waited = 0; isAlive(pid); waited += 20) {
    if (waited > 30_000) throw new AppError('already_running', `Postgres (process ${pid}) does not stop.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** After a killed postmaster its children need a moment to notice; until then the data folder is still in use. */
async function startPatiently(start: () => Promise<RunningPostgres>, data: string): Promise<RunningPostgres> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await start();
    } catch (error) {
      const other = await readPostmasterPid(data);
      if (other && (await isPostgres(other.pid))) throw alreadyRunning();
      if (attempt >= 10 || !/still in use|shared memory/.test(String(error))) throw error;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

export async function ensureDatabase(adminUrl: string): Promise<void> {
  const found = await query(adminUrl, `select 1 from pg_database where datname = '${DATABASE}'`);
  if (found.length === 0) await query(adminUrl, `create database ${DATABASE} owner ${ADMIN_USER}`);
}

/** @throws AppError already_running when another living server holds the lock (a dead one's is freed within moments) */
async function takeOwnership(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    for (let waited = 0; waited <= 2000; waited += 50) {
      const { rows } = await client.query<{ got: boolean }>(
        `select pg_try_advisory_lock(${OWNER_LOCK}) as got`,
      );
      if (rows[0]?.got) return client;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw alreadyRunning();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

const alreadyRunning = () =>
  new AppError('already_running', 'Another Pillarbox server is running on this data folder. Stop it first.');
