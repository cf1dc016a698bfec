import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** The built Electron entry, running on the stand-in. */
export type RunningElectron = {
  ask(question: string, ...args: unknown[]): Promise<unknown>;
  exited: Promise<number | null>;
  kill(): void;
};

export async function startElectron(options: {
  profile: string;
  env?: Record<string, string>;
  args?: string[];
  /** Waits for the window; without, resolves as soon as the process runs. */
  window?: boolean;
}): Promise<RunningElectron> {
  const child = spawn(
    process.execPath,
    ['--import', './tests/electron/register.mjs', 'out/main/electron.js', ...(options.args ?? [])],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        ...process.env,
        PILLARBOX_PROFILE: options.profile,
        PILLARBOX_SERVER_URL: 'http://127.0.0.1:9',
        STAND_IN_USER_DATA: options.profile,
        DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent',
        ...options.env,
      },
    },
  );
  const exited = new Promise<number | null>((done) => child.once('exit', done));
  const waiting = new Map<number, { done(value: unknown): void; failed(error: Error): void }>();
  let nextId = 1;
  let opened: () => void = () => undefined;
  const ready = new Promise<void>((done) => {
    opened = done;
  });
  child.on('message', (message: { ready?: true; id?: number; value?: unknown; error?: string }) => {
    if (message.ready) opened();
    const question = waiting.get(message.id ?? 0);
    if (message.error !== undefined) question?.failed(new Error(message.error));
    else question?.done(message.value);
  });
  if (options.window !== false) {
    await Promise.race([
      ready,
      exited.then((code) => {
        throw new Error(`Electron's entry ended with ${code}.`);
      }),
    ]);
  }
  return {
    exited,
    kill: () => void child.kill('SIGKILL'),
    ask(ask, ...args) {
      const id = nextId++;
      return new Promise((done, failed) => {
        waiting.set(id, { done, failed });
        child.send({ id, ask, args });
      });
    },
  };
}
