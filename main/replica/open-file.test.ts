import {
  closeSync,
  copyFileSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import Database from 'better-sqlite3';
import { v4 as uuidv4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { planningScope } from '../../shared/scopes.ts';
import { randomFrom } from '../../tests/sync/world.ts';
import { runQuery } from '../queries/queries.ts';
import { isAsClosed } from './as-closed.ts';
import { setVersion } from './migrate.ts';
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
/** Changes the root page of a table or an index, as a bad disk would; overwrites it unless said otherwise. */
const damage = (file: string, table: string, change = (page: Buffer): unknown => page.fill(0xa5)) => {
  const db = new Database(file);
  db.pragma('wal_checkpoint(truncate)');
  const page = db.prepare('select rootpage from sqlite_master where name = ?').pluck().get(table) as number;
  const size = db.pragma('page_size', { simple: true }) as number;
  db.close();
  const handle = openSync(file, 'r+');
  const bytes = Buffer.alloc(size);
  readSync(handle, bytes, 0, size, (page - 1) * size);
  change(bytes);
  writeSync(handle, bytes, 0, size, (page - 1) * size);
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

  it('where no start looks is noticed in use and mended by the next start', () => {
    const first = bench.open('r');
    fill(first, 5);
    const [uuid = ''] = first.mutate([{ name: 'pillar.create', args: pillarArgs(brand) }], me);
    first.close();
    // An index that is whole by its form, and names a row that is not there.
    damage(bench.file('r'), 'pillars_brand', (page) => page.write('x', page.indexOf(brand)));
    const second = bench.open('r');
    expect(second.report.rebuilt).toBeNull();
    expect(() => second.sending.discard(uuid)).toThrowError(
      expect.objectContaining({ code: 'replica_damaged' }),
    );
    second.close();
    const third = bench.open('r');
    expect(third.report.rebuilt).toMatchObject({ writes: 6 });
    third.sending.discard(uuid);
    expect(runQuery(third, 'pillars', { brandId: brand })).toEqual([]);
    expect(drafts(third)).toHaveLength(5);
    third.close();
    expect(bench.open('r').report.rebuilt).toBeNull();
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
    setVersion(db, 99);
    db.close();
    const before = readFileSync(bench.file('r'));
    expect(() => bench.open('r')).toThrowError(expect.objectContaining({ code: 'replica_from_future' }));
    expect(readFileSync(bench.file('r')).equals(before)).toBe(true);
    expect(readdirSync(bench.folder).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('a whole file reports nothing', () => {
    bench.open('r').close();
    expect(bench.open('r').report).toEqual({ backup: null, rebuilt: null });
  });
});

type Waiting = Record<string, unknown> & { seq: number; uuid: string };
const RUNS = Number(process.env.PILLARBOX_DAMAGE_RUNS ?? 60);
const seed = Number(process.env.PILLARBOX_SEED ?? Math.floor(Math.random() * 1e9));

describe('random damage', () => {
  /** A file with writes that wait, beside it a log with some more; left as a power cut leaves them. */
  const make = () => {
    const replica = bench.open('whole');
    fill(replica, 25);
    replica.applyServer(
      planningScope(brand),
      Array.from({ length: 40 }, (_, n) => ({
        op: 'put',
        kind: 'comment',
        id: uuidv4(),
        data: JSON.stringify({ text: `Comment ${n} ${'words '.repeat(40)}` }),
      })),
      { handle: 'h', offset: '3_0' },
    );
    const db = new Database(bench.file('whole'));
    db.pragma('wal_checkpoint(truncate)');
    for (let n = 0; n < 15; n += 1)
      replica.mutate([{ name: 'post.create', args: postArgs(brand, { title: `Later ${n}` }) }], me);
    const written = db.prepare<[], Waiting>('select * from outbox order by seq').all();
    copyTo('made');
    db.close();
    replica.close();
    return written;
  };
  const copyTo = (name: string, from = 'whole') => {
    for (const suffix of ['', '-wal'])
      if (existsSync(bench.file(from) + suffix))
        copyFileSync(bench.file(from) + suffix, bench.file(name) + suffix);
  };
  const harm = (file: string, random: () => number) => {
    const bytes = readFileSync(file);
    if (bytes.length === 0) return;
    const at = () => Math.floor(random() * bytes.length);
    const kind = random();
    if (kind < 0.1) return truncateSync(file, at());
    if (kind < 0.3) {
      const page = Math.floor(random() * Math.ceil(bytes.length / 4096)) * 4096;
      bytes.fill(Math.floor(random() * 256), page, page + 4096);
    } else if (kind < 0.5) {
      // The header, where versions, sizes and the list of tables are.
      for (let n = 0; n < 3; n += 1) bytes[Math.floor(random() * 200)] = Math.floor(random() * 256);
    } else {
      const flips = 1 + Math.floor(random() ** 3 * 400);
      for (let n = 0; n < flips; n += 1) bytes.writeUInt8(Math.floor(random() * 256), at());
    }
    writeFileSync(file, bytes);
  };
  /** Entries that SQLite still reads as they were written, one by one. */
  const readable = (name: string, written: Waiting[]) => {
    let db: Database.Database | undefined;
    try {
      db = new Database(bench.file(name));
      const one = db.prepare<[number], Waiting>('select * from outbox where seq = ?');
      return written.filter((entry) => {
        try {
          return JSON.stringify(one.get(entry.seq)) === JSON.stringify(entry);
        } catch {
          return false;
        }
      });
    } catch {
      return [];
    } finally {
      db?.close();
    }
  };

  it(
    `never keeps the app from opening, and no waiting write that can be read is lost (PILLARBOX_SEED=${seed})`,
    () => {
      const written = make();
      let rebuilt = 0;
      let saved = 0;
      for (let run = 0; run < RUNS; run += 1) {
        const random = randomFrom(seed + run);
        const name = `run-${run}`;
        copyTo(name, 'made');
        if (random() < 0.85) harm(bench.file(name), random);
        if (random() < 0.4) harm(`${bench.file(name)}-wal`, random);
        copyTo(`${name}-look`, name);
        const left = readable(`${name}-look`, written);

        const message = `PILLARBOX_SEED=${seed + run} PILLARBOX_DAMAGE_RUNS=1`;
        let replica = bench.open(name);
        try {
          replica.mutate([{ name: 'post.create', args: postArgs(brand, { title: 'Goes on' }) }], me);
        } catch (error) {
          // In a part that no start looks at; the next one does.
          expect(error, message).toMatchObject({ code: 'replica_damaged' });
          replica.close();
          replica = bench.open(name);
          expect(replica.report.rebuilt, message).not.toBeNull();
          replica.mutate([{ name: 'post.create', args: postArgs(brand, { title: 'Goes on' }) }], me);
        }
        if (replica.report.rebuilt) rebuilt += 1;
        const args = new Map<unknown, string>(
          [
            ...replica.read.all<Waiting>('select uuid, args from outbox'),
            ...replica.read.all<Waiting>('select uuid, args from failed_writes'),
          ].map((row) => [row.uuid, String(row.args)]),
        );
        for (const entry of left) expect(args.get(entry.uuid), message).toBe(entry.args);
        saved += left.length;
        expect(replica.sending.take({ count: 200, bytes: 1e7 })?.mutations.at(-1), message).toMatchObject({
          args: { title: 'Goes on' },
        });
        replica.close();
      }
      expect(rebuilt).toBeGreaterThan(RUNS / 4);
      expect(saved).toBeGreaterThan(RUNS);
    },
    20_000 + 1000 * RUNS,
  );
});

describe('a large file', () => {
  const large = () => {
    const replica = bench.open('r');
    replica.settings.set('large', 'x'.repeat(40 * 2 ** 20));
    fill(replica, 3);
    replica.close();
  };

  it('that is as it was closed is told from one that was touched since', () => {
    large();
    const file = bench.file('r');
    const { atime, mtime, ctimeNs } = statSync(file, { bigint: true });
    expect(isAsClosed(file)).toBe(true);
    utimesSync(file, Number(atime) / 1000, Number(mtime) / 1000);
    expect(statSync(file, { bigint: true }).ctimeNs).not.toBe(ctimeNs);
    expect(isAsClosed(file)).toBe(false);
  });

  it('that somebody wrote to is checked, and rebuilt where it is damaged', () => {
    large();
    damage(bench.file('r'), 'posts');
    expect(bench.open('r').report.rebuilt).toMatchObject({ writes: 3 });
  });

  it('whose process was killed is checked', () => {
    large();
    const second = bench.open('r');
    fill(second, 1);
    expect(isAsClosed(bench.file('r'))).toBe(false);
  });
});
