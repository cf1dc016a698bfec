import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import Database from 'better-sqlite3';
import { createLog } from '../../../main/log.ts';
import { restoreCopy } from '../../../main/replica/copies.ts';
import { migrateReplica, readMigrations } from '../../../main/replica/migrate.ts';
import { openReplica, type Replica } from '../../../main/replica/replica.ts';
import { decodeRow } from '../../../main/replica/rows.ts';
import { migrationsDir } from '../../../main/replica/testing.ts';
import { createSync, type Sync } from '../../../main/sync/sync.ts';
import { kindNames, kinds } from '../../../shared/kinds/index.ts';
import { createLine, type Line } from './line.ts';
import type { DeviceName } from './plan.ts';
import type { Town } from './town.ts';

const log = createLog({ level: process.env.LOG_LEVEL ?? 'silent' });
const migrations = readMigrations(migrationsDir);

type Books = {
  made: Set<string>;
  /** `for sure`: it had not left. `perhaps`: it may have arrived all the same. */
  givenUp: Map<string, 'for sure' | 'perhaps'>;
};

/** One desktop: the real replica and the real engine, on a line that the run moves. */
export function createDevice(deps: { name: DeviceName; personId: string; folder: string; town: Town }) {
  const { name, personId, folder, town } = deps;
  let generation = 0;
  let hours = 0;
  let token = 1;
  let signedIn = true;
  const ghosts: Line[] = [];
  const file = (of = generation) => join(folder, `${name}-${of}.sqlite`);
  const saved = (what: string) => join(folder, `${name}-${what}.sqlite`);

  /** Writes this file is answerable for, and those its person has given up. */
  let books: Books = { made: new Set(), givenUp: new Map() };
  const kept = new Map<string, Books>();
  /** Once the file was exchanged its past is no longer one line: what was taken back may have left before. */
  let plain = true;

  const open = () => {
    const line = createLine({
      serve: town.serve,
      kill: town.killUnder,
      onExpired(forGood) {
        if (forGood) signedIn = false;
      },
    });
    const now = () => new Date(Date.now() + hours * 3_600_000);
    if (!existsSync(file())) copyFileSync(emptyReplica(), file());
    const replica = openReplica({ file: file(), migrationsDir, now });
    const sync = createSync({
      replica,
      // The client keeps notes by address within a process; real desktops share none.
      serverUrl: `http://${name}.test`,
      personId,
      accessToken: async () => `${personId} ${token}`,
      refreshToken: async () => (signedIn ? `${personId} ${++token}` : null),
      log,
      now,
      fetch: (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${personId}`);
        return line.fetch(input, { ...init, headers });
      },
      timing: { backoff: { baseMs: 1, maxMs: 1 }, slowMs: 1, tickMs: 150 },
    });
    return { line, replica, sync };
  };
  let own: { line: Line; replica: Replica; sync: Sync } | null = null;
  const present = () => {
    own ??= open();
    return own;
  };

  /** The process ends here and now; what it had not written is gone, what was on its way is on its way. */
  const die = () => {
    if (!own) return;
    const { line, replica, sync } = own;
    own = null;
    ghosts.push(line);
    line.end();
    void sync.stop().then(() => replica.close());
  };
  const copyOut = (to: string) => {
    rmSync(to, { force: true });
    const db = new Database(file());
    db.prepare('vacuum into ?').run(to);
    db.close();
  };
  /** The next start finds this file. */
  const exchange = (from: string) => {
    die();
    generation += 1;
    copyFileSync(from, file());
    plain = false;
  };

  const device = {
    name,
    personId,
    get replica() {
      return present().replica;
    },
    get sync() {
      return present().sync;
    },
    get line() {
      return present().line;
    },
    books: () => books,
    plain: () => plain,
    running: () => own !== null,
    begin: () => void present(),
    signIn() {
      signedIn = true;
      present().sync.now();
    },
    clock(by: number) {
      hours = by;
    },
    async arrive() {
      for (const line of [...ghosts, ...(own ? [own.line] : [])]) await line.arrive();
    },

    /** What lies on the disk at this moment is what the next start finds. */
    kill() {
      present();
      const [from, to] = [file(), file(generation + 1)];
      for (const suffix of ['', '-wal'])
        if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix);
      die();
      generation += 1;
      present();
    },
    save(what: string) {
      present();
      copyOut(saved(what));
      kept.set(what, structuredClone(books));
    },
    has: (what: string) => kept.has(what),
    restore(what: string) {
      exchange(saved(what));
      // What was written after the copy and never left is gone with the disk it was on.
      books = structuredClone(kept.get(what) ?? books);
      present();
    },
    /** As the sync screen restores a copy. */
    async putBack(what: string) {
      const { sync, replica, line } = present();
      own = null;
      ghosts.push(line);
      line.end();
      await sync.stop();
      replica.close();
      copyFileSync(saved(what), `${file()}.v1.backup`);
      restoreCopy(file(), `${basename(file())}.v1.backup`, migrations);
      plain = false;
      present();
    },
    /** Begins as a copy of another device's file. */
    copyFrom(other: { saveTo(path: string): void; books(): Books }) {
      other.saveTo(saved('copied'));
      exchange(saved('copied'));
      books = structuredClone(other.books());
      present();
    },
    saveTo(path: string) {
      present();
      copyOut(path);
      // From now on another one sends the same writes.
      plain = false;
    },
    /** The outbox and its numbering as they were, under rows as they are. */
    rewind(what: string) {
      present();
      copyOut(saved('now'));
      const db = new Database(saved('now'));
      db.prepare('attach ? as old').run(saved(what));
      db.exec(`
        delete from outbox;
        insert into outbox select * from old.outbox;
        delete from meta where key in ('client_id', 'next_id');
        insert into meta select * from old.meta where key in ('client_id', 'next_id');
        insert or replace into meta values ('replay', '1');`);
      db.close();
      exchange(saved('now'));
      books = structuredClone(kept.get(what) ?? books);
      present();
    },
    /** The same data in a file of an older version of the app. */
    upgrade(back: number) {
      present();
      const version = Math.max(1, migrations.length - back);
      copyOut(saved('now'));
      rmSync(saved('older'), { force: true });
      const db = new Database(saved('older'));
      migrateReplica(db, migrations.slice(0, version));
      db.prepare('attach ? as newer').run(saved('now'));
      for (const table of plainTables(db)) {
        const known = columns(db, 'newer', table);
        const names = columns(db, 'main', table).filter((column) => known.includes(column));
        if (names.length === 0) continue;
        const quoted = names.map((column) => `"${column}"`).join();
        db.exec(`insert or replace into "${table}" (${quoted}) select ${quoted} from newer."${table}"`);
      }
      setUnknownAside(db);
      db.close();
      const before = plain;
      exchange(saved('older'));
      plain = before;
      present();
    },
    async end() {
      const last = own;
      own = null;
      last?.line.end();
      await last?.sync.stop();
      last?.replica.close();
    },
    file: () => file(),
  };
  return device;
}
/** A new replica, made once: most of what opening one costs. */
let empty: string | undefined;
function emptyReplica(): string {
  if (empty) return empty;
  empty = join(mkdtempSync(join(tmpdir(), 'pillarbox-empty-')), 'replica.sqlite');
  openReplica({ file: empty, migrationsDir }).close();
  process.once('exit', () => rmSync(join(empty ?? '', '..'), { recursive: true, force: true }));
  return empty;
}

export type Device = ReturnType<typeof createDevice>;

/** Tables of our own: not those that make up a search index, which fill themselves. */
const plainTables = (db: Database.Database) =>
  db
    .prepare<[], string>(
      `select name from pragma_table_list
        where schema = 'main' and type = 'table' and name not like 'sqlite_%'`,
    )
    .pluck()
    .all();

/** Rows of kinds that the older version does not know: it would have set the server's aside, and made none. */
function setUnknownAside(db: Database.Database): void {
  const known = new Set(plainTables(db));
  const aside = db.prepare('insert into set_aside (scope, kind, id, data, reason) values (?, ?, ?, ?, ?)');
  const base = db.prepare<[string, string], { data: string | null }>(
    'select data from base_rows where kind = ? and id = ?',
  );
  for (const kind of kindNames) {
    const { table } = kinds[kind];
    if (known.has(table)) continue;
    for (const raw of db.prepare<[], Record<string, unknown>>(`select * from newer."${table}"`).all()) {
      const id = String(raw.id);
      const under = base.get(kind, id);
      const data = under ? under.data : JSON.stringify(decodeRow(kind, raw));
      if (data !== null) aside.run(raw._scope, kind, id, data, 'unknown_kind');
    }
    db.prepare('delete from base_rows where kind = ?').run(kind);
  }
}

const columns = (db: Database.Database, schema: string, table: string) =>
  db.prepare<[string, string], string>('select name from pragma_table_info(?, ?)').pluck().all(table, schema);
