import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { isAlive } from '../server/db/postgres-process.ts';

const root = resolve(import.meta.dirname, '..');
let home: string;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'pillarbox-start-'));
});
afterAll(async () => {
  const pointer = await readFile(join(home, 'pillarbox/server/postgres.json'), 'utf8').catch(() => '{}');
  const { folder } = JSON.parse(pointer) as { folder?: string };
  if (folder) await rm(folder, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
});

/** `npm start` on data of its own, as where there is no display. */
function npmStart() {
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_DATA_HOME: home,
      PORT: '0',
      PILLARBOX_HOST: 'browser',
      PILLARBOX_INSTALL: 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const opened = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const url = /^ {2}(http:\/\/\S+)$/m.exec(output)?.[1];
      if (url) opened.resolve(url);
    });
  }
  const ended = new Promise<number | null>((done) => child.once('close', (code) => done(code)));
  void ended.then((code) => opened.reject(new Error(`ended with ${code}: ${output}`)));
  opened.promise.catch(() => undefined);
  return { child, opened: opened.promise, ended, output: () => output };
}

/** Every process that works in our home. */
async function survivors(): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name) && isAlive(Number(name)));
  const environments = await Promise.all(
    pids.map(async (pid) => [pid, await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')] as const),
  );
  return environments.filter(([, text]) => text.includes(home)).map(([pid]) => pid);
}

it('opens a usable screen, stops all of it on Ctrl-C, and is quick the second time', {
  timeout: 120_000,
}, async () => {
  const first = npmStart();
  const url = await first.opened;
  expect((await fetch(url)).status).toBe(200);
  expect(first.output()).toContain('in your browser, because PILLARBOX_HOST=browser asks for it');
  first.child.kill('SIGINT');
  first.child.kill('SIGINT');
  expect(await first.ended).toBe(0);
  expect(await survivors()).toEqual([]);

  const started = performance.now();
  const second = npmStart();
  expect((await fetch(await second.opened)).status).toBe(200);
  // Two seconds on an idle machine; the limit leaves room for a busy one.
  expect(performance.now() - started).toBeLessThan(20_000);
  // Its parent dies without a word: nothing may be left behind.
  second.child.kill('SIGKILL');
  await second.ended;
  await expect.poll(survivors, { timeout: 20_000 }).toEqual([]);
});
