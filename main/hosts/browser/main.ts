import { homedir } from 'node:os';
import { join } from 'node:path';
import { deepLinkAmong } from '../../../shared/deep-link.ts';
import { AppError } from '../../../shared/errors.ts';
import { type Core, openCore } from '../../core.ts';
import { readLanguages } from '../../languages.ts';
import { createLog } from '../../log.ts';
import { appRoot, readEnvironment } from '../environment.ts';
import { type BrowserHost, startBrowserHost } from './host.ts';

/**
 * The desktop in a browser: `node out/main/browser.js`. Prints `PILLARBOX_URL <address>` when a page can be opened.
 * A `pillarbox://` link among its arguments is what the first page shows. SIGTERM, SIGINT, or the end of the process that started it end it cleanly.
 */

let host: BrowserHost | undefined;
let core: Core | undefined;
let closing: Promise<void> | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void close(0));
process.on('disconnect', () => void close(0));
process.on('message', (message) => {
  if (message === 'close') void close(0);
});

try {
  const env = readEnvironment(process.env, join(homedir(), '.pillarbox', 'desktop'));
  const root = appRoot(import.meta.dirname);
  const log = createLog({ level: env.logLevel, file: join(env.profileDir, 'desktop.log') });
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.error({ err: error, event }, 'an error nobody handled; closing');
      void close(1);
    });
  }
  const rendererDir = join(root, 'out', 'renderer');
  const started = await startBrowserHost({
    rendererDir,
    port: env.port,
    token: env.token,
    devUrl: env.devUrl,
    log,
  });
  host = started;
  core = await openCore({
    host: started.services,
    profileDir: env.profileDir,
    serverUrl: env.serverUrl,
    languages: readLanguages(),
    migrationsDir: join(root, 'migrations', 'replica'),
    keeperFile: join(import.meta.dirname, 'keeper.js'),
    heicFile: join(import.meta.dirname, 'heic.js'),
    demo: env.demo ? join(root, 'main', 'demo', 'pictures') : undefined,
    clock: env.clock,
    log,
  });
  started.serve(core);
  core.openLink(deepLinkAmong(process.argv));
  console.log(`PILLARBOX_URL ${started.url}`);
} catch (error) {
  if (!closing) {
    console.error(error instanceof AppError ? `${error.message} (${error.code})` : error);
    await close(1);
  }
}

function close(code: number): Promise<void> {
  closing ??= (async () => {
    await host?.close();
    await core?.close();
    process.exit(code);
  })();
  return closing;
}
