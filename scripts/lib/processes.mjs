// Child processes that are started, awaited and ended as a group.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A server that stops Postgres cleanly has this long before it is killed. */
const PATIENCE_MS = 35_000;

/**
 * Starts a program and watches its lines.
 * Detached: a Ctrl-C in the terminal reaches only us, and we end the children in their order.
 * With a channel: when this process dies without a word, the child sees it close and ends by itself.
 * @param {{ command: string, args: string[], env: object, cwd: string, channel?: boolean, onLine?: (line: string) => void }} options
 */
export function start({ command, args, env, cwd, channel = false, onLine = () => undefined }) {
  const child = spawn(command, args, {
    cwd,
    env,
    detached: process.platform !== 'win32',
    stdio: ['ignore', 'pipe', 'pipe', ...(channel ? ['ipc'] : [])],
  });
  const recent = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      recent.push(line);
      if (recent.length > 30) recent.shift();
      onLine(line);
    });
  }
  const exited = new Promise((done) => {
    child.once('close', (code) => done(code));
    child.once('error', (error) => {
      recent.push(error.message);
      done(1);
    });
  });
  return {
    exited,
    /** The last thirty lines it printed. */
    lastWords: () => recent.join('\n'),
    /** Asks it to end and waits; kills it when it does not. */
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
      // Windows has no signal that a process can answer.
      if (channel && child.connected && process.platform === 'win32') child.send('close');
      else child.kill('SIGTERM');
      const impatient = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
      await exited;
      clearTimeout(impatient);
    },
  };
}

/**
 * Waits for a line, or for the end of the process.
 * @template T
 * @param {(onLine: (line: string) => void) => ReturnType<typeof start>} launch
 * @param {(line: string) => T | undefined} read
 */
export async function startUntil(launch, read) {
  let found;
  const seen = new Promise((done) => {
    found = done;
  });
  const running = launch((line) => {
    const value = read(line);
    if (value !== undefined) found({ value });
  });
  const first = await Promise.race([seen, running.exited.then((code) => ({ code }))]);
  return { running, ...first };
}

/** Calls back on the first request to end and again on a later, impatient one. npm repeats a Ctrl-C within moments. */
export function onInterrupt(first, again) {
  let at = 0;
  const hear = () => {
    if (at === 0) {
      at = Date.now();
      first();
    } else if (Date.now() - at > 500) again();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, hear);
}
