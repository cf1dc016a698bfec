import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../tests/support/database.ts';

let database: TestDatabase;
let dataHome: string;
const running: (() => Promise<unknown>)[] = [];
beforeEach(async () => {
  database = await testDatabase();
  dataHome = await mkdtemp(join(tmpdir(), 'pillarbox-shapes-'));
});
afterEach(async () => {
  for (const stop of running.splice(0)) await stop();
  await database.drop();
  await rm(dataHome, { recursive: true, force: true });
});

/** The real process, on a database that is there already. */
function startServer(env: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../../main.ts')], {
    env: { PATH: process.env.PATH, PILLARBOX_DATA: dataHome, PORT: '0', DATABASE_URL: database.url, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const ready = Promise.withResolvers<string>();
  ready.promise.catch(() => undefined);
  const ended = new Promise<number | null>((done) => child.once('exit', done));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const url = /^PILLARBOX_READY (\S+)$/m.exec(output)?.[1];
      if (url) ready.resolve(url);
    });
  }
  void ended.then(() => ready.reject(new Error(output)));
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  running.push(kill);
  return { ready: ready.promise, ended, kill, output: () => output };
}

const test = { PILLARBOX_SHAPE_TEST_SCHEMAS: 'public', PUBLISHER: 'off' };

it('a server that is killed and started again goes on with the streams it had', async () => {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('create table public.notes (id int primary key)');
  const first = startServer(test);
  const url = await first.ready;
  const shape = (base: string, query: Record<string, string>) =>
    fetch(`${base}/v1/shape?${new URLSearchParams({ table: 'notes', ...query })}`);
  const begun = await shape(url, { offset: '-1' });
  const handle = begun.headers.get('electric-handle') ?? '';
  await client.query('insert into public.notes values (1)');
  const one = await shape(url, { offset: '0_0', handle, live: 'true' });
  const offset = one.headers.get('electric-offset') ?? '';
  await first.kill();
  await client.query('insert into public.notes values (2)');

  const second = startServer(test);
  const again = await shape(await second.ready, { offset, handle, live: 'true' });
  expect([again.status, again.headers.get('electric-handle')]).toEqual([200, handle]);
  expect(await again.json()).toMatchObject([
    { value: { id: '2' }, headers: { operation: 'insert' } },
    { headers: { control: 'up-to-date' } },
  ]);
  await client.end();
});

it('without the setting there is no such endpoint and nothing of it in the database', async () => {
  const server = startServer({ PUBLISHER: 'off' });
  const url = await server.ready;
  expect((await fetch(`${url}/v1/shape?table=notes&offset=-1`)).status).toBe(404);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows } = await client.query("select from pg_namespace where nspname = 'shape_test'");
  expect(rows).toEqual([]);
  await client.end();
});

it.each([
  ['NODE_ENV', 'production'],
  ['PUBLIC_URL', 'https://plan.example.test'],
  ['HOST', '0.0.0.0'],
  ['PILLARBOX_SHAPE_TEST_SCHEMAS', 'public,sync'],
])('does not start in test mode with %s=%s', async (name, value) => {
  const server = startServer({ ...test, [name]: value });
  expect(await server.ended).toBe(1);
  expect(server.output()).toContain('PILLARBOX_SHAPE_TEST_SCHEMAS must');
});
