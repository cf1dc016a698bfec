import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createBlueskyConnector } from '../../shared/connectors/bluesky/index.ts';
import { type PdsAccount, type PdsPost, startPds, type TestPds } from '../../tests/support/pds.ts';
import { createWorld, noMedia, until, type World } from './testing.ts';
import type { CrashAt, Job } from './testing-worker.ts';

const NODE = resolve(import.meta.dirname, '../../node_modules/.bin/node');
const SCRIPT = resolve(import.meta.dirname, 'testing-worker.ts');
const TIMES = { writeMs: 500, leaseMs: 1500 };

let world: World;
let person: string;
let brand: string;
let pds: TestPds;
let alice: PdsAccount;
let sandboxUrl: string;
beforeAll(async () => {
  [world, pds] = await Promise.all([createWorld(), startPds()]);
  person = await world.person();
  brand = await world.brand(person);
  alice = await pds.createAccount('alice');
  sandboxUrl = await world.app.listen({ port: 0, host: '127.0.0.1' });
}, 90_000);
afterAll(async () => {
  await world?.close();
  await pds?.stop();
});

let child: ChildProcess | undefined;
afterEach(() => {
  child?.kill('SIGKILL');
});

function startWorker(job: Omit<Job, 'databaseUrl' | 'vaultKey' | 'times'>): ChildProcess {
  child = spawn(
    NODE,
    [
      SCRIPT,
      JSON.stringify({
        ...job,
        databaseUrl: world.database.url,
        vaultKey: { id: 'test', base64: Buffer.alloc(32, 7).toString('base64') },
        times: TIMES,
      } satisfies Job),
    ],
    // It ends when its standard input does: not even a killed test run leaves it behind.
    { stdio: ['pipe', 'ignore', 'inherit'] },
  );
  return child;
}

async function connect(platform: Job['platform']): Promise<string> {
  if (platform === 'sandbox') return world.connect(person, brand);
  const id = uuidv7();
  // Each case is another brand: a brand has an account once.
  const own = await world.brand(person);
  const answer = await world.request(person, 'POST', '/api/connections', {
    id,
    brand_id: own,
    platform: 'bluesky',
    handle: alice.handle,
    secret: alice.appPassword,
    service_url: pds.url,
  });
  expect(answer.statusCode, answer.body).toBe(200);
  return id;
}

/** Whether a process sleeps by signal. */
const isStopped = async (pid: number) =>
  /\) T /.test(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));

/** With a platform's settle time that a test can wait for. */
const rescue = (platform: Job['platform']) =>
  world.worker(
    undefined,
    { writeMs: 5000 },
    platform === 'sandbox'
      ? undefined
      : {
          ...createBlueskyConnector({ fetch, now: () => new Date(), baseUrl: pds.url, readMedia: noMedia }),
          settleMs: 50,
        },
  );

const cases: CrashAt[] = [
  'before arming',
  'before the platform has it',
  'after the platform took it',
  'asleep before sending',
];

describe.each(['sandbox', 'bluesky'] as const)('a worker of %s that is lost', (platform) => {
  it.each(cases)('%s: exactly one post', async (crash) => {
    const connection = await connect(platform);
    const found = await world.system((tx) =>
      tx.one<{ brand_id: string }>(sql`select brand_id from app.connections where id = ${connection}`),
    );
    const words = `${platform} ${crash}`;
    const post = await world.post(found?.brand_id ?? '', [connection], -10, words);
    const baseUrl = platform === 'sandbox' ? sandboxUrl : pds.url;
    const worker = startWorker({ platform, baseUrl, crash, step: 0 });
    const ended = once(worker, 'exit');
    const asleep = crash === 'asleep before sending';
    if (asleep)
      await until(
        () => isStopped(worker.pid ?? 0),
        (stopped) => stopped,
      );
    else expect((await ended)[1]).toBe('SIGKILL');

    const lost = await world.publication(post, connection);
    expect(lost?.state).toBe('publishing');
    expect(await world.attempts(lost?.id ?? '')).toMatchObject([
      { state: crash === 'before arming' ? 'claimed' : 'armed' },
    ]);

    const rescuer = await rescue(platform);
    const hurried = setInterval(() => void world.hurry(), 200);
    const row = await until(
      () => world.publication(post, connection),
      (seen) => seen?.state === 'published',
    ).finally(() => clearInterval(hurried));
    if (asleep) {
      // It wakes up with the request still to send: the deadline or the key keeps it from a second post.
      worker.kill('SIGCONT');
      await new Promise((done) => setTimeout(done, 700));
      worker.kill('SIGKILL');
      await ended;
    }
    await rescuer.stop();
    const texts =
      platform === 'sandbox'
        ? (await world.posted(connection)).map(({ text }) => text)
        : (await pds.posts(alice.did)).map(({ text }) => text).filter((text) => text === words);
    expect(texts).toEqual([words]);
    const attempts = await world.attempts(row?.id ?? '');
    expect(attempts.filter(({ state }) => state === 'confirmed')).toHaveLength(1);
    expect(attempts).toHaveLength(crash === 'after the platform took it' ? 1 : 2);
    expect(await world.publication(post, connection)).toMatchObject({ state: 'published' });
  });
});

describe.each(['sandbox', 'bluesky'] as const)('a worker of %s that is lost within a thread', (platform) => {
  it.each([
    ...cases.map((crash) => [crash, 1] as const),
    ['before arming', 2] as const,
    ['after the platform took it', 0] as const,
    ['after the platform took it', 2] as const,
  ])('%s, at step %d: every part once and in its place', async (crash, step) => {
    const connection = await connect(platform);
    const found = await world.system((tx) =>
      tx.one<{ brand_id: string }>(sql`select brand_id from app.connections where id = ${connection}`),
    );
    const brandId = found?.brand_id ?? '';
    const words = ['one', 'two', 'three'].map((word) => `${word} of ${platform} ${crash} ${step}`);
    const post = await world.post(brandId, [connection], null, words[0]);
    for (const text of words.slice(1)) await world.part(brandId, post, text);
    await world.schedule(post, -10);
    const worker = startWorker({
      platform,
      baseUrl: platform === 'sandbox' ? sandboxUrl : pds.url,
      crash,
      step,
    });
    const ended = once(worker, 'exit');
    const asleep = crash === 'asleep before sending';
    if (asleep)
      await until(
        () => isStopped(worker.pid ?? 0),
        (stopped) => stopped,
      );
    else expect((await ended)[1]).toBe('SIGKILL');
    const before = await world.steps(post, connection);
    expect(before.map(({ state }) => state)).toEqual([...Array(step).fill('published'), 'publishing']);

    const rescuer = await rescue(platform);
    const hurried = setInterval(() => void world.hurry(), 200);
    await until(
      () => world.steps(post, connection),
      (seen) => seen.length === 3 && seen.every(({ state }) => state === 'published'),
    ).finally(() => clearInterval(hurried));
    if (asleep) {
      worker.kill('SIGCONT');
      await new Promise((done) => setTimeout(done, 700));
      worker.kill('SIGKILL');
      await ended;
    }
    await rescuer.stop();
    const thread =
      platform === 'sandbox'
        ? await world.thread(connection, post)
        : blueskyThread(await pds.posts(alice.did), words[0] ?? '');
    expect(thread).toEqual(words);
    for (const { id } of await world.steps(post, connection)) {
      const attempts = await world.attempts(id);
      expect(attempts.filter(({ state }) => state === 'confirmed')).toHaveLength(1);
      expect(new Set(attempts.map(({ key }) => key)).size).toBe(1);
    }
    expect(await world.work()).toBe(0);
  });
});

/** The words of a thread as the repository links them: each part below the one before, all below one root. */
function blueskyThread(records: readonly PdsPost[], first: string): string[] {
  const root = records.filter(({ text }) => text === first);
  expect(root).toHaveLength(1);
  const words: string[] = [];
  for (let at = root[0]; at; ) {
    words.push(at.text);
    const below: PdsPost[] = records.filter(({ replyTo }) => replyTo === at?.uri);
    expect(below.length).toBeLessThan(2);
    if (below[0]) expect(below[0].root).toBe(root[0]?.uri);
    at = below[0];
  }
  return words;
}
