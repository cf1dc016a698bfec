import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import pg from 'pg';
import type { Log } from '../log.ts';

/** The unprivileged identity Postgres runs under when we are root; undefined: our own. */
export type Account = { uid: number; gid: number };

export const ADMIN_USER = 'pillarbox';

/** Where a running Postgres is met: a Unix socket folder, or loopback with a password (Windows). */
export type Address = { socketFolder: string } | { port: number; password: string };

/** @returns a URL for `createDb` and `pg` */
export function urlOf(address: Address, database: string): string {
  return 'socketFolder' in address
    ? `postgres://${ADMIN_USER}@/${database}?host=${encodeURIComponent(address.socketFolder)}`
    : `postgres://${ADMIN_USER}:${encodeURIComponent(address.password)}@127.0.0.1:${address.port}/${database}`;
}

/**
 * Makes a new cluster.
 * @param major decides the flags: the built-in C.UTF-8 provider exists from 17 on
 * @param data a folder that does not exist yet, inside one the account owns
 */
export async function initCluster(options: {
  bin: string;
  data: string;
  major: number;
  account?: Account | undefined;
  password?: string | undefined;
}): Promise<void> {
  const { bin, data, major, account, password } = options;
  const passwordFile = `${data}.password`;
  if (password) await writeFile(passwordFile, password, { mode: 0o600 });
  await run(join(bin, 'initdb'), account, dirname(data), [
    `--pgdata=${data}`,
    `--username=${ADMIN_USER}`,
    '--encoding=UTF8',
    '--lc-collate=C',
    // With ctype C, trigram search drops everything that is not ASCII.
    `--lc-ctype=${CTYPE[process.platform] ?? 'C.UTF-8'}`,
    '--lc-messages=C',
    ...(major >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : []),
    // A socket in a 0700 folder is the gate; on loopback it is the password.
    ...(password ? ['--auth=scram-sha-256', `--pwfile=${passwordFile}`] : ['--auth=trust']),
  ]);
}

const CTYPE: Partial<Record<NodeJS.Platform, string>> = { darwin: 'en_US.UTF-8', win32: 'en-US' };

export type RunningPostgres = {
  url: (database: string) => string;
  /** Resolves when the process is gone, for whatever reason, with its last words. */
  exited: Promise<string>;
  /** Ends all sessions, writes a checkpoint and waits for the process. */
  stop(): Promise<void>;
};

/**
 * Starts Postgres on a Unix socket and resolves once it answers (crash recovery included).
 * Detached: a Ctrl-C in the terminal must reach the server first, which then stops Postgres itself.
 */
export async function startPostgres(options: {
  bin: string;
  data: string;
  socketFolder: string;
  account?: Account | undefined;
  settings?: Record<string, string>;
  log: Log;
}): Promise<RunningPostgres> {
  const { bin, data, socketFolder, account, log } = options;
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketFolder,
    unix_socket_permissions: '0700',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    // A failed statement's text may hold what people wrote.
    log_min_error_statement: 'panic',
    ...options.settings,
  };
  const child = spawn(
    join(bin, 'postgres'),
    ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    { ...account, cwd: dirname(data), env: ENVIRONMENT, detached: true, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const lastWords = collectLog(child, log);
  const exited = once(child, 'exit').then(() => lastWords());
  const url = (database: string) => urlOf({ socketFolder }, database);
  const gone = await Promise.race([exited, untilAnswers(url('postgres'), () => child.exitCode === null)]);
  if (gone !== undefined) throw new Error(`Postgres ended while starting: ${gone || 'it said nothing'}`);
  return {
    url,
    exited,
    async stop() {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      const impatient = setTimeout(() => child.kill('SIGQUIT'), 20_000);
      await exited;
      clearTimeout(impatient);
    },
  };
}

/** Windows: `postgres.exe` refuses an administrator's token and `pg_ctl` drops it, so that starts it there. */
export async function startWithPgCtl(options: {
  bin: string;
  data: string;
  port: number;
  password: string;
}): Promise<RunningPostgres> {
  const { bin, data, port, password } = options;
  const pgCtl = join(bin, 'pg_ctl');
  const logFile = join(dirname(data), 'postgres.log');
  await run(pgCtl, undefined, dirname(data), [
    'start',
    '--wait',
    `--pgdata=${data}`,
    `--log=${logFile}`,
    '-o',
    `-h 127.0.0.1 -p ${port} -c timezone=UTC -c log_timezone=UTC`,
  ]);
  let stopping = false;
  return {
    url: (database) => urlOf({ port, password }, database),
    exited: watchPid(data, () => stopping),
    async stop() {
      stopping = true;
      await run(pgCtl, undefined, dirname(data), ['stop', '--wait', '--mode=fast', `--pgdata=${data}`]);
    },
  };
}

/** @returns what `postmaster.pid` says, or undefined where there is none (layout: PostgreSQL's pidfile.h) */
export async function readPostmasterPid(
  data: string,
): Promise<{ pid: number; socketFolder: string } | undefined> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => undefined);
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  return pid > 0 ? { pid, socketFolder: lines[4]?.trim() ?? '' } : undefined;
}

/** Whether a process with this id runs and is a Postgres (ids are reused after a restart of the machine). */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  return name.trim() === 'postgres';
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Connects, runs one statement and disconnects. */
export async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

// Nothing of ours: PGHOST, PGDATA and friends would redirect it, and a locale of the shell would not exist elsewhere.
const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  LC_ALL: 'C',
  ...(process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot, TEMP: process.env.TEMP } : {}),
};

async function untilAnswers(url: string, alive: () => boolean): Promise<undefined> {
  while (alive()) {
    try {
      await query(url, 'select 1');
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  // Dead: `exited` settles the race with what it said.
  await new Promise(() => undefined);
}

function collectLog(child: ChildProcess, log: Log): () => string {
  const recent: string[] = [];
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    for (const line of text.split('\n').filter(Boolean)) {
      recent.push(line);
      if (recent.length > 10) recent.shift();
      // Errors of statements reach their caller, and starting and stopping is said by us.
      if (/ (PANIC|WARNING): /.test(line)) log.warn({ postgres: line }, 'postgres');
      else log.debug({ postgres: line }, 'postgres');
    }
  });
  return () => recent.join(' | ');
}

async function watchPid(data: string, stopping: () => boolean): Promise<string> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 1000).unref());
    const running = await readPostmasterPid(data);
    if (!running || !isAlive(running.pid)) return stopping() ? '' : 'see postgres.log';
  }
}

async function run(file: string, account: Account | undefined, cwd: string, args: string[]): Promise<void> {
  const child = spawn(file, args, { ...account, cwd, env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  // 'exit', not 'close': pg_ctl leaves its pipes open in the Postgres it starts.
  const [code] = (await Promise.race([
    once(child, 'exit'),
    once(child, 'error').then(([error]) => Promise.reject(error)),
  ])) as [number | null];
  if (code !== 0) throw new Error(`${file} failed (${code}): ${output.trim()}`);
}
