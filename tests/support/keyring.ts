import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export type TestKeyring = {
  /** Environment for a process that is to find this keyring, and no other. */
  env: Record<string, string>;
  stop(): Promise<void>;
};

/**
 * A session bus of its own with a real gnome-keyring on it, unlocked, its files in a temporary home.
 * @throws when dbus or gnome-keyring is not installed (Debian: `apt-get install dbus gnome-keyring`)
 */
export async function startKeyring(): Promise<TestKeyring> {
  const home = await mkdtemp(join(tmpdir(), 'keyring-'));
  const base = { HOME: home, XDG_RUNTIME_DIR: home, XDG_DATA_HOME: join(home, 'data') };
  const bus = spawn('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address'], {
    env: { PATH: process.env.PATH, ...base },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = (await output(bus, 'dbus')).trim();
  const env = { ...base, DBUS_SESSION_BUS_ADDRESS: address };
  // In the foreground, so that the daemon is ours to end.
  const daemon = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  daemon.stdin?.end('a password');
  const stop = async () => {
    await Promise.all([end(daemon), end(bus)]);
    await rm(home, { recursive: true, force: true });
  };
  try {
    await ready(daemon, env);
  } catch (error) {
    await stop();
    throw error;
  }
  return { env, stop };
}

/** The daemon says nothing when it is up, so the bus is asked whether it has come. */
async function ready(daemon: ChildProcess, env: Record<string, string>): Promise<void> {
  let failure: Error | undefined;
  daemon.once('error', (error) => {
    failure = new Error(`gnome-keyring is not installed or does not start: ${error.message}`);
  });
  const ask = promisify(execFile);
  for (let tries = 0; tries < 100; tries++) {
    if (failure) throw failure;
    const { stdout } = await ask(
      'dbus-send',
      [
        '--session',
        '--print-reply',
        '--dest=org.freedesktop.DBus',
        '/',
        'org.freedesktop.DBus.NameHasOwner',
        'string:org.freedesktop.secrets',
      ],
      { env: { PATH: process.env.PATH, ...env } },
    );
    if (stdout.includes('boolean true')) return;
    await sleep(50);
  }
  throw new Error('gnome-keyring did not come up in 5 s.');
}

function output(child: ChildProcess, name: string): Promise<string> {
  return new Promise((done, failed) => {
    child.once('error', (error) =>
      failed(new Error(`${name} is not installed or does not start: ${error.message}`)),
    );
    child.once('exit', (code) => failed(new Error(`${name} ended with ${code}`)));
    child.stdout?.once('data', (chunk: Buffer) => done(chunk.toString()));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}
