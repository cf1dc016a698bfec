import { existsSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { planningScope } from '../../shared/scopes.ts';
import { createLog } from '../log.ts';
import { runQuery } from '../queries/queries.ts';
import { createSync } from '../sync/sync.ts';
import { createModelServer, fetchOf } from '../sync/testing.ts';
import { listCopies, removeCopy, restoreCopy } from './copies.ts';
import { readMigrations } from './migrate.ts';
import type { Replica } from './replica.ts';
import { type Bench, brandArgs, createBench, migrationsDir, pillarArgs, postArgs } from './testing.ts';

const me = uuidv4();
const brand = uuidv4();
const migrations = readMigrations(migrationsDir);
let bench: Bench;
let file: string;
beforeEach(() => {
  bench = createBench();
  file = bench.file('r');
});
afterEach(() => bench.clean());

const titles = (replica: Replica) =>
  runQuery(replica, 'drafts', { brandId: brand })
    .map((row) => row.title)
    .sort();
const waiting = (replica: Replica) =>
  replica.read.all<{ uuid: string; name: string }>('select uuid, name from outbox order by seq');
const write = (replica: Replica, title: string) => {
  const args = postArgs(brand, { title });
  const [uuid = ''] = replica.mutate([{ name: 'post.create', args }], me);
  return { uuid, id: args.id };
};
/** Keeps the file apart as it is now, and says under which name. */
const copy = (replica: Replica) => basename(replica.keepApart());
/** Closes, restores and opens again, as the keeper does. */
function restored(replica: Replica, name: string): Replica {
  replica.close();
  restoreCopy(file, name, migrations);
  return bench.open('r');
}

describe('copies of a file', () => {
  it('are listed newest first with what they are; other files are not', () => {
    bench.open('r');
    writeFileSync(`${file}.v1.backup`, 'four');
    utimesSync(`${file}.v1.backup`, new Date('2026-01-02T03:04:05Z'), new Date('2026-01-02T03:04:05Z'));
    writeFileSync(`${file}.damaged-2026-11-03T04-05-06.000Z`, 'sixsix');
    writeFileSync(`${file}.damaged-2026-11-03T04-05-06.000Z-wal`, '');
    writeFileSync(`${file}.replaced-2026-10-03T04-05-06.000Z.backup`, '');
    writeFileSync(`${bench.file('other')}.v1.backup`, '');
    expect(listCopies(file)).toEqual([
      {
        name: 'r.sqlite.damaged-2026-11-03T04-05-06.000Z',
        kind: 'damaged',
        version: null,
        at: '2026-11-03T04:05:06.000Z',
        bytes: 6,
      },
      {
        name: 'r.sqlite.replaced-2026-10-03T04-05-06.000Z.backup',
        kind: 'replaced',
        version: null,
        at: '2026-10-03T04:05:06.000Z',
        bytes: 0,
      },
      { name: 'r.sqlite.v1.backup', kind: 'upgrade', version: 1, at: '2026-01-02T03:04:05.000Z', bytes: 4 },
    ]);
    removeCopy(file, 'r.sqlite.damaged-2026-11-03T04-05-06.000Z');
    expect(readdirSync(bench.folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it.each([
    'r.sqlite',
    '../r.sqlite.v1.backup',
    'other.sqlite.v1.backup',
    'r.sqlite.v9.backup',
    '/etc/passwd',
  ])('%s is no copy, to be removed or restored', (name) => {
    bench.open('r').close();
    writeFileSync(`${bench.file('other')}.v1.backup`, '');
    expect(() => removeCopy(file, name)).toThrowError(expect.objectContaining({ code: 'copy_missing' }));
    expect(() => restoreCopy(file, name, migrations)).toThrowError(
      expect.objectContaining({ code: 'copy_missing' }),
    );
    expect(existsSync(file)).toBe(true);
  });
});

describe('restoring a copy', () => {
  it('brings back its rows, with every write that waits on top, as a new client', () => {
    const first = bench.open('r');
    const before = write(first, 'Waited then and now');
    first.applyServer(planningScope(brand), [put('Old server row')], { handle: 'h', offset: '1_0' });
    const name = copy(first);
    const clientId = first.sending.take({ count: 9, bytes: 1e6 })?.clientId;
    first.applyServer(planningScope(brand), [put('Newer server row')], { handle: 'h', offset: '2_0' });
    const after = write(first, 'Made since');
    first.settings.set('view', 'inbox');

    const second = restored(first, name);
    expect(runQuery(second, 'pillars', { brandId: brand }).map((row) => row.name)).toEqual([
      'Old server row',
    ]);
    expect(second.position(planningScope(brand))?.offset).toBe('1_0');
    expect(titles(second)).toEqual(['Made since', 'Waited then and now']);
    expect(second.settings.get('view')).toBe('inbox');
    const sent = second.sending.take({ count: 9, bytes: 1e6 });
    expect(sent?.mutations.map(({ id, uuid }) => [id, uuid])).toEqual([
      [1, before.uuid],
      [2, after.uuid],
    ]);
    expect(sent?.clientId).not.toBe(clientId);
    // A further write goes on from there, and another start changes nothing.
    write(second, 'After it');
    second.close();
    const third = bench.open('r');
    expect(titles(third)).toEqual(['After it', 'Made since', 'Waited then and now']);
    expect(readdirSync(bench.folder).filter((each) => each.includes('restoring'))).toEqual([]);
  });

  it('carries over what was refused or kept apart; nothing of it waits again', () => {
    const first = bench.open('r');
    const refused = write(first, 'Refused');
    const discarded = write(first, 'Discarded');
    const elsewhere = uuidv4();
    first.mutate([{ name: 'pillar.create', args: pillarArgs(elsewhere) }], me);
    const name = copy(first);
    first.sending.take({ count: 9, bytes: 1e6 });
    first.sending.settle([
      { uuid: refused.uuid, outcome: { status: 'rejected', code: 'forbidden', message: 'No.' } },
    ]);
    first.sending.discard(discarded.uuid);
    first.wipeScope(planningScope(elsewhere));
    // A wipe takes readable copies along: this one was made just before, by hand.
    const db = new Database(file);
    db.prepare('vacuum into ?').run(`${file}.v2.backup`);
    db.close();
    expect(readdirSync(bench.folder)).not.toContain(name);

    const second = restored(first, 'r.sqlite.v2.backup');
    expect(second.sending.failed()).toMatchObject([{ uuid: refused.uuid }]);
    expect(second.keptWrites()).toMatchObject([{ home: planningScope(elsewhere) }]);
    expect(waiting(second)).toEqual([]);
    expect(titles(second)).toEqual([]);
  });

  it('of a time when a discarded or refused write waited does not send it', () => {
    const first = bench.open('r');
    const refused = write(first, 'Refused');
    const discarded = write(first, 'Discarded');
    const name = copy(first);
    first.sending.take({ count: 9, bytes: 1e6 });
    first.sending.settle([
      { uuid: refused.uuid, outcome: { status: 'rejected', code: 'forbidden', message: 'No.' } },
    ]);
    first.sending.discard(discarded.uuid);
    const second = restored(first, name);
    expect(waiting(second)).toEqual([]);
    expect(titles(second)).toEqual([]);
    expect(second.sending.failed()).toHaveLength(1);
  });

  it('keeps the newer words of a write that was still being typed when the copy was made', () => {
    const first = bench.open('r');
    const { id } = write(first, 'Rye');
    const edit = (title: string, base: string) =>
      first.mutate(
        [{ name: 'post.edit', args: { id, brand_id: brand, fields: { title }, base: { title: base } } }],
        me,
      );
    edit('Rye b', 'Rye');
    const name = copy(first);
    edit('Rye bread', 'Rye b');
    expect(waiting(first)).toHaveLength(2);
    expect(titles(restored(first, name))).toEqual(['Rye bread']);
  });

  it('leaves everything as it was when the copy cannot be read', () => {
    const first = bench.open('r');
    write(first, 'Here');
    const name = copy(first);
    first.close();
    truncateSync(`${bench.folder}/${name}`, 9000);
    expect(() => restoreCopy(file, name, migrations)).toThrowError(
      expect.objectContaining({ code: 'copy_damaged' }),
    );
    const db = new Database(`${file}.v99.backup`);
    db.exec('create table later (a)');
    db.pragma('user_version = 99');
    db.close();
    expect(() => restoreCopy(file, 'r.sqlite.v99.backup', migrations)).toThrowError(
      expect.objectContaining({ code: 'replica_from_future' }),
    );
    expect(titles(bench.open('r'))).toEqual(['Here']);
    expect(readdirSync(bench.folder).filter((each) => each.includes('restoring'))).toEqual([]);
  });

  it('of an older version upgrades it on the way', () => {
    const old = new Database(`${file}.v1.backup`);
    old.exec(migrations[0]?.sql ?? '');
    old.pragma('user_version = 1');
    old.close();
    const first = bench.open('r');
    write(first, 'Here');
    const second = restored(first, 'r.sqlite.v1.backup');
    expect(titles(second)).toEqual(['Here']);
    expect(readdirSync(bench.folder).filter((each) => each.includes('restoring'))).toEqual([]);
  });

  it('loses and doubles nothing at the server', async () => {
    const server = createModelServer();
    const run = (replica: Replica) =>
      createSync({
        replica,
        serverUrl: 'http://pillarbox.test',
        personId: me,
        accessToken: async () => me,
        refreshToken: async () => me,
        log: createLog({ level: 'silent' }),
        fetch: fetchOf(server),
        timing: { backoff: { baseMs: 5, maxMs: 40 }, slowMs: 60, tickMs: 20 },
      });
    const first = bench.open('r');
    first.mutate([{ name: 'brand.create', args: brandArgs(brand, { organization_id: uuidv4() }) }], me);
    write(first, 'Waited in the copy, sent since');
    const name = copy(first);
    let sync = run(first);
    await vi.waitFor(() => expect(sync.state().status).toBe('up_to_date'));
    await sync.stop();
    write(first, 'Waits now');

    const second = restored(first, name);
    sync = run(second);
    await vi.waitFor(() =>
      expect(sync.state()).toMatchObject({ status: 'up_to_date', waiting: 0, failed: [] }),
    );
    const other = bench.open('other');
    const otherSync = run(other);
    const all = ['Waited in the copy, sent since', 'Waits now'];
    await vi.waitFor(() => expect(titles(other)).toEqual(all));
    expect(titles(second)).toEqual(all);
    expect(Math.max(...server.applied.values())).toBe(1);
    await Promise.all([sync.stop(), otherSync.stop()]);
  });
});

it('the file that was replaced is kept apart whole', () => {
  const first = bench.open('r');
  const name = copy(first);
  write(first, 'Newest');
  const aside = first.keepApart();
  const second = restored(first, name);
  expect(statSync(aside).size).toBeGreaterThan(0);
  const third = restored(second, basename(aside));
  expect(titles(third)).toEqual(['Newest']);
});

const stamp = '2026-11-01T08:00:00.000Z';
const pillar = uuidv4();
const put = (name: string) => ({
  op: 'put' as const,
  kind: 'pillar' as const,
  id: pillar,
  data: { ...pillarArgs(brand, { id: pillar, name }), created_at: stamp, updated_at: stamp, version: 1 },
});
