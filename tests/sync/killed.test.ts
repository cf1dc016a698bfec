import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import sql from 'sql-template-tag';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../main/log.ts';
import type { Account } from '../../main/profile/profile.ts';
import { openReplica } from '../../main/replica/replica.ts';
import { migrationsDir, postArgs } from '../../main/replica/testing.ts';
import { createSync } from '../../main/sync/sync.ts';
import { accountFile } from '../../main/workspace.ts';
import { makeHouse } from '../../server/sync/testing.ts';
import { testDatabase } from '../support/database.ts';
import { createWorld, held } from './world.ts';
import type { Acknowledged, WriterTask } from './writer-child.ts';

/** Kills of a desktop; `npm run soak` makes it 200. */
const KILLS = Number(process.env.PILLARBOX_KILLS ?? 6);
const DESKTOPS = 2;
const SERVER_KILLS = 2;

const childFile = (name: string) => fileURLToPath(new URL(`./${name}`, import.meta.url));
const children = new Set<ChildProcess>();
const start = (file: string, ...args: string[]) => {
  const child = fork(childFile(file), args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  children.add(child);
  return child;
};
const kill = async (child: ChildProcess) => {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
  children.delete(child);
};
const later = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

beforeEach(() => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  vi.restoreAllMocks();
});

describe('kill -9 of a desktop that writes', () => {
  it(`${KILLS} times: the file is whole and every acknowledged edit is there, once`, async () => {
    const world = await createWorld();
    const house = await makeHouse(world.database.db);
    const folder = mkdtempSync(join(tmpdir(), 'pillarbox-killed-'));
    const account: Account = {
      serverUrl: world.serverUrl,
      serverKey: 'test',
      personId: house.personId,
      email: 'ada@example.test',
      name: 'Ada',
    };
    let edits = 0;

    const lives = async (name: string, count: number) => {
      const task: WriterTask = { dir: join(folder, name), account, brandId: house.brandId };
      const file = join(task.dir, accountFile(account));
      const latest = new Map<string, number>();
      const uuids = new Set<string>();
      for (let life = 0; life < count; life += 1) {
        const child = start('writer-child.ts', JSON.stringify(task));
        child.on('message', (message) => {
          const { uuid, id, n } = message as Acknowledged;
          latest.set(id, Math.max(n, latest.get(id) ?? 0));
          uuids.add(uuid);
          edits += 1;
        });
        await once(child, 'message');
        await later(Math.random() * 400);
        await kill(child);
        check(file, latest);
      }
      return { name, file, latest, uuids };
    };
    const each = Math.ceil(KILLS / DESKTOPS);
    const desktops = await Promise.all(['a', 'b'].slice(0, DESKTOPS).map((name) => lives(name, each)));

    // Once more without a death: everything arrives, each write once.
    for (const { name, file, uuids } of desktops) {
      const replica = openReplica({ file, migrationsDir });
      const token = async () => house.personId;
      const sync = createSync({
        replica,
        serverUrl: world.serverUrl,
        personId: house.personId,
        accessToken: token,
        refreshToken: token,
        log: createLog({ level: 'silent' }),
        timing: { backoff: { baseMs: 10, maxMs: 100 }, tickMs: 50 },
      });
      try {
        await vi.waitFor(() => expect([name, sync.state()]).toMatchObject([name, { status: 'up_to_date' }]), {
          timeout: 60_000,
          interval: 50,
        });
        const applied = await world.database.owner<{ uuid: string }>(sql`
          select uuid::text from sync.outcomes
           where not resent and outcome ->> 'status' = 'applied' and uuid = any(${[...uuids]})`);
        expect(applied).toHaveLength(uuids.size);
      } finally {
        await sync.stop();
        replica.close();
      }
    }
    // Every write here moves one post on by one version, so the sum of versions counts their effects.
    const [counted] = await world.database.owner<{ effects: number; writes: number; posts: number }>(sql`
      select (select sum(version)::int from app.posts) as effects, (select count(*)::int from app.posts) as posts,
             (select count(*)::int from sync.outcomes
               where not resent and name <> 'noop' and outcome ->> 'status' = 'applied') as writes`);
    expect(counted?.effects).toBe(counted?.writes);
    console.log(`${each * DESKTOPS} kills, ${edits} acknowledged edits, ${counted?.posts} posts`);
    await world.close();
    rmSync(folder, { recursive: true, force: true });
  }, 3_600_000);
});

/** The file as the kill left it. @param latest what was acknowledged last of each post; later is right too */
function check(file: string, latest: ReadonlyMap<string, number>): void {
  const db = new Database(file);
  try {
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    const caption = db.prepare<[string], string>('select caption from posts where id = ?').pluck();
    for (const [id, n] of latest) {
      const numbers = (caption.get(id) ?? '').match(/\d{16}/g)?.map(Number) ?? [];
      expect(Math.max(0, ...numbers), `post ${id}`).toBeGreaterThanOrEqual(n);
    }
  } finally {
    db.close();
  }
}

describe('kill -9 of the server', () => {
  it(`${SERVER_KILLS} times under desktops that write: everything arrives, each write once`, async () => {
    const database = await testDatabase();
    const world = await createWorld();
    const house = await makeHouse(database.db);
    let server = start('server-child.ts', database.url, '0');
    const [url] = (await once(server, 'message')) as [string];
    const desktops = ['a', 'b', 'c'].map((name) => {
      const replica = world.bench.open(`server-killed-${name}`, { now: () => new Date() });
      const token = async () => house.personId;
      const sync = createSync({
        replica,
        serverUrl: url,
        personId: house.personId,
        accessToken: token,
        refreshToken: token,
        log: createLog({ level: 'silent' }),
        timing: { backoff: { baseMs: 10, maxMs: 100 }, tickMs: 50 },
      });
      return { name, replica, sync };
    });
    const made: string[] = [];
    let writing = true;
    const write = async () => {
      for (let n = 0; writing; n += 1) {
        const { name, replica } = desktops[n % desktops.length] ?? expect.fail();
        const args = postArgs(house.brandId, { title: `${name} ${n}` });
        made.push(...replica.mutate([{ name: 'post.create', args }], house.personId));
        await later(Math.random() * 20);
      }
    };
    const writer = write();
    for (let death = 0; death < SERVER_KILLS; death += 1) {
      await later(100 + Math.random() * 300);
      await kill(server);
      await later(Math.random() * 100);
      server = start('server-child.ts', database.url, new URL(url).port);
      await once(server, 'message');
    }
    writing = false;
    await writer;
    await vi.waitFor(
      () => {
        for (const { name, sync } of desktops)
          expect([name, sync.state()]).toMatchObject([name, { status: 'up_to_date' }]);
      },
      { timeout: 60_000, interval: 50 },
    );
    const decided = await database.owner<{ uuid: string; status: string }>(sql`
      select uuid::text, outcome ->> 'status' as status from sync.outcomes where not resent`);
    expect(decided.map(({ uuid }) => uuid).sort()).toEqual([...made].sort());
    expect(new Set(decided.map(({ status }) => status))).toEqual(new Set(['applied']));
    await vi.waitFor(
      () => {
        const [first, ...others] = desktops.map(({ replica }) => held(replica));
        for (const other of others) expect(other).toEqual(first);
      },
      { timeout: 20_000, interval: 100 },
    );
    for (const { sync, replica } of desktops) {
      await sync.stop();
      replica.close();
    }
    await kill(server);
    await world.close();
    await database.drop();
  }, 180_000);
});
