import { closeSync, existsSync, openSync, readdirSync, statSync, writeFileSync, writeSync } from 'node:fs';
import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planningScope } from '../../shared/scopes.ts';
import { runQuery } from '../queries/queries.ts';
import type { Replica } from './replica.ts';
import { type Bench, createBench, pillarArgs, postArgs } from './testing.ts';

const me = uuidv4();
const brand = uuidv4();
let bench: Bench;
beforeEach(() => {
  bench = createBench();
});
afterEach(() => bench.clean());

const drafts = (replica: Replica) => runQuery(replica, 'drafts', { brandId: brand }).map((row) => row.title);
const fill = (replica: Replica, count: number) => {
  for (let n = 0; n < count; n += 1) {
    const args = postArgs(brand, { title: `Post ${n}`, caption: 'words '.repeat(300) });
    replica.mutate([{ name: 'post.create', args }], me);
  }
};
/** Overwrites a table's root page, as a bad disk would. */
const damage = (file: string, table: string) => {
  const db = new Database(file);
  db.pragma('wal_checkpoint(truncate)');
  const page = db.prepare('select rootpage from sqlite_master where name = ?').pluck().get(table) as number;
  const size = db.pragma('page_size', { simple: true }) as number;
  db.close();
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(size, 0xa5), 0, size, (page - 1) * size);
  closeSync(handle);
};

describe('a damaged file', () => {
  it('is set aside and rebuilt, and the waiting writes are saved in order', () => {
    const first = bench.open('r');
    fill(first, 20);
    const [failed = ''] = first.mutate([{ name: 'pillar.create', args: pillarArgs(brand) }], me);
    const sent = first.sending.take({ count: 100, bytes: 1e7 });
    first.sending.settle([
      { uuid: failed, outcome: { status: 'rejected', code: 'forbidden', message: 'No.' } },
    ]);
    first.settings.set('view', 'calendar');
    first.applyServer(planningScope(brand), [], { handle: 'h', offset: '3_0' });
    first.close();
    damage(bench.file('r'), 'posts');

    const second = bench.open('r');
    expect(second.report.rebuilt).toMatchObject({ writes: 20, failed: 1 });
    expect(existsSync(second.report.rebuilt?.setAsideAs ?? '')).toBe(true);
    expect(drafts(second)).toEqual(Array.from({ length: 20 }, (_, n) => `Post ${19 - n}`));
    expect(second.position(planningScope(brand))).toBeNull();
    expect(second.settings.get('view')).toBe('calendar');
    const again = second.sending.take({ count: 100, bytes: 1e7 });
    // A new name to the server, because numbers may be missing; the same writes.
    expect(again?.clientId).not.toBe(sent?.clientId);
    expect(again?.mutations.map(({ uuid }) => uuid)).toEqual(
      sent?.mutations.map(({ uuid }) => uuid).filter((uuid) => uuid !== failed),
    );
  });

  it('saves what it can where the outbox itself is damaged', () => {
    const first = bench.open('r');
    fill(first, 5);
    first.close();
    damage(bench.file('r'), 'outbox');
    const second = bench.open('r');
    expect(second.report.rebuilt).not.toBeNull();
    second.mutate([{ name: 'post.create', args: postArgs(brand, { title: 'Goes on' }) }], me);
    expect(drafts(second)).toContain('Goes on');
  });

  it('that is not a database at all is set aside too', () => {
    writeFileSync(bench.file('r'), 'This is a letter, not a database. '.repeat(100));
    const replica = bench.open('r');
    expect(replica.report.rebuilt).toMatchObject({ writes: 0 });
    expect(readdirSync(bench.folder).some((name) => name.startsWith('r.sqlite.damaged-'))).toBe(true);
  });

  it('a file from the future is refused and left as it was', () => {
    bench.open('r').close();
    const db = new Database(bench.file('r'));
    db.pragma('user_version = 99');
    db.close();
    const { size } = statSync(bench.file('r'));
    expect(() => bench.open('r')).toThrowError(expect.objectContaining({ code: 'replica_from_future' }));
    expect(statSync(bench.file('r')).size).toBe(size);
    expect(readdirSync(bench.folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('a whole file reports nothing', () => {
    bench.open('r').close();
    expect(bench.open('r').report).toEqual({ backup: null, rebuilt: null });
  });
});
