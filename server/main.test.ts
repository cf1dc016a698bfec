import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { testDatabase } from '../tests/support/database.ts';
import { isAlive, readPostmasterPid } from './db/postgres-process.ts';

let dataHome: string;
beforeEach(async () => {
  dataHome = await mkdtemp(join(tmpdir(), 'pillarbox-main-'));
});
afterEach(async () => {
  const folder = await clusterFolder().catch(() => undefined);
  if (folder) await rm(folder, { recursive: true, force: true });
  await rm(dataHome, { recursive: true, force: true });
});

async function clusterFolder(): Promise<string> {
  const pointer: unknown = JSON.parse(await readFile(join(dataHome, 'postgres.json'), 'utf8'));
  return (pointer as { folder?: string }).folder ?? join(dataHome, 'postgres');
}

/** The real process: `node server/main.ts`, with a channel as `npm start` gives it one. */
function startServer(env: Record<string, string> = {}, args: string[] = []) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { PATH: process.env.PATH, PILLARBOX_DATA: dataHome, PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const ready = Promise.withResolvers<string>();
  ready.promise.catch(() => undefined);
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const url = /^PILLARBOX_READY (\S+)$/m.exec(output)?.[1];
      if (url) ready.resolve(url);
    });
  }
  const ended = new Promise<number | null>((done) => {
    // Not 'close': Node does not send it for a child whose channel we closed ourselves.
    child.once('exit', async (code) => {
      await Promise.all([child.stdout, child.stderr].map((stream) => stream && finished(stream)));
      ready.reject(new Error(output));
      done(code);
    });
  });
  return { child, ready: ready.promise, ended, output: () => output };
}

it('gets ready from nothing, serves, and on SIGTERM closes all of it', async () => {
  const server = startServer();
  const url = await server.ready;
  const health = await fetch(`${url}/health`);
  expect([health.status, await health.json()]).toEqual([200, expect.objectContaining({ status: 'ok' })]);
  const postgres = await readPostmasterPid(join(await clusterFolder(), 'data-18'));
  server.child.kill('SIGTERM');
  // npm repeats a Ctrl-C that the terminal has sent already: that is no second one.
  server.child.kill('SIGTERM');
  expect(await server.ended).toBe(0);
  expect(server.output()).toContain('"closed"');
  expect(postgres && isAlive(postgres.pid)).toBe(false);
  expect(await readdir(join(await clusterFolder(), 'data-18'))).not.toContain('postmaster.pid');
});

it('starts again on the same data after kill -9', async () => {
  const first = startServer();
  await first.ready;
  first.child.kill('SIGKILL');
  await first.ended;
  const second = startServer();
  expect((await fetch(`${await second.ready}/health`)).status).toBe(200);
  second.child.send('close');
  expect(await second.ended).toBe(0);
});

it('closes when the program that started it is gone', async () => {
  const server = startServer();
  await server.ready;
  server.child.disconnect();
  expect(await server.ended).toBe(0);
});

it('runs on a database of somebody else, and on no other port than it is told', async () => {
  const database = await testDatabase('debian');
  const blocker = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => blocker.once('listening', done));
  const { port } = blocker.address() as { port: number };
  const blocked = startServer({ DATABASE_URL: database.url, PORT: String(port) });
  expect(await blocked.ended).toBe(1);
  expect(blocked.output()).toContain(`Port ${port} is in use`);
  await new Promise((done) => blocker.close(done));
  const server = startServer({ DATABASE_URL: database.url, PORT: String(port) });
  expect(await server.ready).toBe(`http://127.0.0.1:${port}`);
  server.child.kill('SIGINT');
  expect(await server.ended).toBe(0);
  await database.drop();
});

it('refuses a bad configuration before it touches anything, and explains all of it on request', async () => {
  const bad = startServer({ PORT: 'eighty' });
  expect(await bad.ended).toBe(1);
  expect(bad.output()).toContain('PORT must be a whole number');
  const help = startServer({}, ['--help']);
  expect(await help.ended).toBe(0);
  expect(help.output()).toContain('DATABASE_URL');
  expect(await readdir(dataHome)).toEqual([]);
});
