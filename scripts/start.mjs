// `npm start`: from a fresh clone to a usable screen. Plain JavaScript that runs on Node 20 with nothing installed.
import { spawn } from 'node:child_process';
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureBuilt } from './lib/build.mjs';
import { findElectron, hasDisplay } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import {
  checkMachine,
  environment,
  orExplain,
  Problem,
  pinnedNode,
  root,
  underPinnedNode,
} from './lib/machine.mjs';
import { onInterrupt, start, startUntil } from './lib/processes.mjs';

const LOG_LIMIT_BYTES = 20e6;
/** Electron that ends sooner than this, unhappy, could not open its window. */
const TOO_SOON_MS = 5000;

await orExplain(async () => {
  checkMachine();
  await ensureInstalled(root);
  // From here on everything runs on the Node that was just installed, this script too.
  await underPinnedNode(import.meta.filename);
  await run();
});

async function run() {
  const places = await findPlaces();
  const running = [];
  let ending = false;
  const end = async (code) => {
    if (ending) return;
    ending = true;
    console.log('\nStopping');
    for (const child of running.toReversed()) await child.stop();
    process.exit(code);
  };
  onInterrupt(
    () => void end(0),
    () => process.exit(130),
  );

  // Neither waits for the other: the server runs from its sources.
  const [serverUrl] = await Promise.all([places.remote ?? startServer(places, running), ensureBuilt()]).catch(
    async (error) => {
      if (ending) return new Promise(() => undefined);
      await Promise.all(running.map((child) => child.stop()));
      throw error;
    },
  );
  const env = environment({ ...places.env, PILLARBOX_SERVER_URL: serverUrl });
  const code = await openDesktop(env, running);
  await end(code);
}

/** Where data and logs go. `--demo` has its own, beside the person's. */
async function findPlaces() {
  const { defaultDataHome, DEFAULT_PORT } = await import('../server/config.ts');
  const demo = process.argv.includes('--demo');
  const base = join(dirname(defaultDataHome(process.platform, process.env)), ...(demo ? ['demo'] : []));
  const env = {
    PILLARBOX_DATA: (!demo && process.env.PILLARBOX_DATA) || join(base, 'server'),
    PILLARBOX_PROFILE: (!demo && process.env.PILLARBOX_PROFILE) || join(base, 'desktop'),
    ...(demo ? { PILLARBOX_DEMO: '1', PORT: process.env.PORT || String(DEFAULT_PORT + 1) } : {}),
  };
  return { env, remote: demo ? undefined : process.env.PILLARBOX_SERVER_URL };
}

/** @returns its address, once it can be used */
async function startServer({ env }, running) {
  const logFile = openLog(env.PILLARBOX_DATA);
  const {
    running: server,
    value: url,
    code,
  } = await startUntil(
    (onLine) => {
      const child = start({
        command: pinnedNode(),
        args: [join(root, 'server', 'main.ts')],
        cwd: root,
        env: environment(env),
        channel: true,
        onLine: (line) => {
          appendFileSync(logFile, `${line}\n`);
          onLine(line);
        },
      });
      running.push(child);
      return child;
    },
    (line) => /^PILLARBOX_READY (\S+)/.exec(line)?.[1],
  );
  if (!url)
    throw new Problem(
      `${withoutJson(server.lastWords())}\n\nThe server did not start (${code}). Its log: ${logFile}`,
    );
  console.log(`Server   ${url}   (log: ${logFile})`);
  void server.exited.then((exitCode) => {
    if (exitCode) console.error(`The server ended (${exitCode}). Its log: ${logFile}`);
  });
  return url;
}

/** Opens the window and waits until it is closed. @returns the exit code */
async function openDesktop(env, running) {
  const electron = await findElectron(env);
  if ('path' in electron) {
    console.log('Desktop  Electron. Close its window or press Ctrl-C to stop.');
    const started = Date.now();
    const window = start({
      command: electron.path,
      args: [root],
      cwd: root,
      env,
      onLine: (line) => console.log(line),
    });
    running.push(window);
    const code = await window.exited;
    if (!code || Date.now() - started > TOO_SOON_MS) return code ?? 0;
    electron.reason = `Electron ended at once (${code})`;
  }
  return openInBrowser(env, running, electron.reason);
}

async function openInBrowser(env, running, reason) {
  const {
    running: host,
    value: url,
    code,
  } = await startUntil(
    (onLine) => {
      const child = start({
        command: pinnedNode(),
        args: [join(root, 'out', 'main', 'browser.js')],
        cwd: root,
        env,
        channel: true,
        onLine,
      });
      running.push(child);
      return child;
    },
    (line) => /^PILLARBOX_URL (\S+)/.exec(line)?.[1],
  );
  if (!url) throw new Problem(`${withoutJson(host.lastWords())}\n\nThe desktop did not start (${code}).`);
  console.log(
    `Desktop  in your browser, because ${reason}. Open this address (it works once), Ctrl-C stops:\n\n  ${url}\n`,
  );
  openBrowser(url);
  return (await host.exited) ?? 0;
}

function openBrowser(url) {
  if (!hasDisplay() || process.env.PILLARBOX_NO_OPEN) return;
  const commands = { darwin: ['open', url], win32: ['rundll32', 'url.dll,FileProtocolHandler', url] };
  const [command, ...args] = commands[process.platform] ?? ['xdg-open', url];
  // The address is on the screen already; nothing is lost where no browser is known.
  spawn(command, args, { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}

/** One file, and the one before it. */
function openLog(dataHome) {
  mkdirSync(dataHome, { recursive: true, mode: 0o700 });
  const file = join(dataHome, 'server.log');
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_LIMIT_BYTES) renameSync(file, `${file}.1`);
  appendFileSync(file, '', { mode: 0o600 });
  return file;
}

/** What a program says to people, without its log lines. */
function withoutJson(text) {
  const lines = text.split('\n');
  return lines.filter((line) => !line.startsWith('{')).join('\n') || text;
}
