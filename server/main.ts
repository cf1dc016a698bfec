import { mkdir } from 'node:fs/promises';
import { AppError } from '../shared/errors.ts';
import { buildApp } from './app.ts';
import { configHelp, readConfig } from './config.ts';
import { checkDatabase, checkRoles } from './db/check.ts';
import { createDb, createOwnerDb } from './db/db.ts';
import { startEmbeddedPostgres } from './db/embedded.ts';
import { migrate } from './db/migrate.ts';
import { countBuffersAsHeap } from './heap.ts';
import { createLog } from './log.ts';
import { createModules } from './modules/index.ts';
import { tableShapes } from './sync/shapes/tables/index.ts';
import { loadVaultKeys } from './vault-keys.ts';

/** A clean end that takes longer than this is given up; Postgres recovers from that like from a power cut. */
const CLOSE_LIMIT_MS = 30_000;

if (process.argv.includes('--help')) {
  console.log(configHelp());
  process.exit(0);
}

countBuffersAsHeap();
// What has to be undone, newest first; each step of the start adds its own.
const undo: { name: string; work: () => Promise<void> }[] = [];
const config = orExit(() => readConfig(process.env));
const log = createLog({ level: config.logLevel });
let closing: Promise<void> | undefined;
let closingSince = 0;

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // npm passes on a Ctrl-C that the terminal has sent us already; only a later one is impatience.
    if (closing && Date.now() - closingSince > 500) process.exit(130);
    if (!closing) log.info({ signal }, 'closing');
    void close(0);
  });
}
// Started by `npm start`: when that is gone, however it went, so are we. Windows has no signal to ask with.
process.on('disconnect', () => void close(0));
process.on('message', (message) => {
  if (message === 'close') void close(0);
});
for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
  process.on(event, (error: unknown) => {
    log.fatal({ err: error, event }, 'an error nobody handled; closing');
    void close(1);
  });
}

try {
  await start();
} catch (error) {
  // Closing interrupts a start; what fails because of that is no news.
  if (!closing) {
    log.debug({ err: error }, 'the start failed');
    console.error(error instanceof AppError ? `${error.message} (${error.code})` : error);
    await close(1);
  }
}

/** Config, Postgres, migrations, routes, workers, and only then the port: whoever can connect can be served. */
async function start(): Promise<void> {
  await mkdir(config.dataHome, { recursive: true, mode: 0o700 });
  const vaultKeys = await loadVaultKeys(config);
  const url = config.databaseUrl ?? (await startOwnPostgres());
  await checkDatabase(url);
  const { version } = await migrate({ url, log });
  await checkRoles(url);

  const connections = {
    onError: (error: Error) => log.warn({ err: error }, 'a database connection was lost'),
  };
  const db = createDb(url, connections);
  undo.push({ name: 'database', work: () => db.close() });

  if (config.clock.standsAt)
    log.warn({ at: config.clock.standsAt }, 'the clock stands still: nothing is published');
  const base = { config, db, migration: version, log, now: config.clock.now, vaultKeys };
  const { modules, ...auth } = createModules(base);
  const extra = [];
  if (config.shapeTest) {
    const owner = createOwnerDb(url, connections);
    undo.push({ name: 'database of the shape tests', work: () => owner.close() });
    extra.push(tableShapes(owner));
  }
  const built = await buildApp({ ...base, ...auth, modules: [...modules, ...extra] });
  undo.push({ name: 'requests and workers', work: () => built.close() });

  await built.app.listen({ host: config.host, port: config.port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new AppError(
      'port_in_use',
      `Port ${config.port} is in use. Stop what uses it, or set PORT to another.`,
    );
  });
  const { port } = built.app.server.address() as { port: number };
  log.info(
    { port, publicUrl: built.deps.publicUrl(), database: config.databaseUrl ? 'external' : 'embedded' },
    'ready',
  );
  // The line `npm start` waits for.
  console.log(`PILLARBOX_READY http://127.0.0.1:${port}`);
}

async function startOwnPostgres(): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataHome: config.dataHome, log });
  undo.push({ name: 'postgres', work: () => postgres.stop() });
  return postgres.url;
}

function close(exitCode: number): Promise<void> {
  closing ??= (async () => {
    closingSince = Date.now();
    setTimeout(() => process.exit(1), CLOSE_LIMIT_MS).unref();
    for (const { name, work } of undo.toReversed()) {
      await work().catch((error: unknown) => log.error({ err: error, name }, 'could not close cleanly'));
    }
    log.info('closed');
    process.exit(exitCode);
  })();
  return closing;
}

function orExit<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    console.error(
      error instanceof AppError ? `${error.message}\n\nRun with --help to see every variable.` : error,
    );
    process.exit(1);
  }
}
