import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kindNames, kinds } from '../../shared/kinds/index.ts';
import { migrateReplica, readMigrations, setVersion } from './migrate.ts';
import { migrationsDir } from './testing.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pillarbox-migrate-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const migrations = readMigrations(migrationsDir);
const step = (version: number, sql: string) => ({ version, name: `000${version}_x.sql`, sql });

const byName = <T extends { name: string }>(columns: readonly T[]) =>
  columns.toSorted((a, b) => (a.name < b.name ? -1 : 1));

describe('replica migrations', () => {
  it('give every kind a table with exactly its columns and the scope', () => {
    const db = new Database(':memory:');
    migrateReplica(db, migrations);
    for (const kind of kindNames) {
      const found = db
        .prepare('select name, type, "notnull" from pragma_table_info(?)')
        .all(kinds[kind].table) as { name: string }[];
      const wanted = Object.entries(kinds[kind].columns).map(([name, column]) => ({
        name,
        type: column.storage === 'text' || column.storage === 'json' ? 'TEXT' : 'INTEGER',
        notnull: column.schema.safeParse(null).success ? 0 : 1,
      }));
      // A migration adds a column at the end, wherever the kind names it.
      expect(byName(found), kind).toEqual(byName([...wanted, { name: '_scope', type: 'TEXT', notnull: 1 }]));
    }
  });

  it('keep a whole copy of the file before they upgrade it', () => {
    const file = join(folder, 'r.sqlite');
    const db = new Database(file);
    const first = [step(1, 'create table words (text text) strict')];
    expect(migrateReplica(db, first)).toEqual({ from: 0, to: 1, backup: null });
    db.exec("insert into words values ('kept')");
    const { backup } = migrateReplica(db, [...first, step(2, "update words set text = 'changed'")]);
    expect(backup).not.toBeNull();
    expect(new Database(backup ?? '').prepare('select text from words').pluck().get()).toBe('kept');
    expect(db.prepare('select text from words').pluck().get()).toBe('changed');
  });

  it('keep the copies of the last three versions, whole ones only', () => {
    const file = join(folder, 'r.sqlite');
    const db = new Database(file);
    const steps = [1, 2, 3, 4, 5, 6].map((version) => step(version, `create table t${version} (a)`));
    for (let to = 1; to <= steps.length; to += 1) migrateReplica(db, steps.slice(0, to));
    writeFileSync(`${file}.v6.backup.part`, 'cut short');
    migrateReplica(db, [...steps, step(7, 'create table t7 (a)')]);
    expect(readdirSync(folder).filter((name) => name.includes('backup'))).toEqual(
      [4, 5, 6].map((version) => `r.sqlite.v${version}.backup`),
    );
  });

  it('leave a file as it was when a step fails', () => {
    const db = new Database(join(folder, 'r.sqlite'));
    const first = [step(1, 'create table words (text text) strict')];
    migrateReplica(db, first);
    expect(() => migrateReplica(db, [...first, step(2, 'drop table words; select nonsense')])).toThrow();
    expect(db.pragma('user_version', { simple: true })).toBe(1);
    expect(db.prepare('select count(*) from words').pluck().get()).toBe(0);
  });

  it('refuse a file from a newer app', () => {
    const db = new Database(join(folder, 'r.sqlite'));
    setVersion(db, 99);
    expect(() => migrateReplica(db, migrations)).toThrowError(
      expect.objectContaining({
        code: 'replica_from_future',
        details: { found: 99, known: migrations.length },
      }),
    );
    expect(existsSync(join(folder, 'r.sqlite'))).toBe(true);
  });

  it('must be numbered without gaps', () => {
    writeFileSync(join(folder, '0001_a.sql'), '');
    writeFileSync(join(folder, '0003_b.sql'), '');
    expect(() => readMigrations(folder)).toThrow('0003_b.sql should have number 2');
  });
});
