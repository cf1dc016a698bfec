import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLog } from '../log.ts';
import { type FileStore, openFileStore } from './file-store.ts';
import { removeUnused } from './unused.ts';

const HOUR = 60 * 60_000;
const log = createLog({ level: 'silent' });
let dir: string;
let store: FileStore;
let db: Database.Database;
const hashes: string[] = [];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'unused-'));
  mkdirSync(join(dir, 'accounts'));
  store = await openFileStore(join(dir, 'media'));
  db = new Database(join(dir, 'device.sqlite'));
  hashes.length = 0;
  for (const words of ['in a library', 'in a waiting write', 'nowhere']) {
    async function* stream() {
      yield Buffer.from(words);
    }
    const { sha256 } = await store.take({ stream: stream(), bytes: null });
    const long = new Date(Date.now() - 5 * HOUR);
    utimesSync(store.path(sha256), long, long);
    hashes.push(sha256);
  }
  const account = new Database(join(dir, 'accounts', 'a.sqlite'));
  account.exec('create table assets (sha256 text); create table outbox (name text, args text)');
  account.prepare('insert into assets values (?)').run(hashes[0]);
  account.prepare("insert into outbox values ('asset.add', ?)").run(JSON.stringify({ sha256: hashes[1] }));
  account.close();
});
afterEach(() => {
  db.close();
  rmSync(dir, { recursive: true, force: true });
});

const tidy = (now: number) => removeUnused({ store, db, profileDir: dir, log, now });

test('a file that no replica refers to goes, an hour after that was first seen', async () => {
  await tidy(Date.now());
  expect(store.list()).toHaveLength(3);
  await tidy(Date.now() + HOUR + 1000);
  expect(store.list().sort()).toEqual(hashes.slice(0, 2).sort());
  expect(existsSync(store.path(hashes[2] ?? ''))).toBe(false);
});

test('one that came back into use meanwhile stays', async () => {
  await tidy(Date.now());
  const account = new Database(join(dir, 'accounts', 'a.sqlite'));
  account.prepare('insert into assets values (?)').run(hashes[2]);
  await tidy(Date.now() + HOUR + 1000);
  account.exec(`delete from assets where sha256 = '${hashes[2]}'`);
  account.close();
  // It was used in between: the hour begins anew.
  await tidy(Date.now() + HOUR + 2000);
  expect(store.list()).toHaveLength(3);
});

test('where a replica cannot be read, everything stays', async () => {
  writeFileSync(
    join(dir, 'local.sqlite'),
    'no database at all, but long enough to be taken for one'.repeat(100),
  );
  await expect(tidy(Date.now() + 9 * HOUR)).rejects.toThrow();
  expect(store.list()).toHaveLength(3);
});
