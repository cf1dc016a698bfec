import Database from 'better-sqlite3';
import { migrateReplica, readMigrations } from '../main/replica/migrate.ts';
import { kinds, type Row } from '../shared/kinds/index.ts';
import { migrationsDir } from './harness.ts';

/**
 * What could not be faster: the same rows upserted into a file with the same tables, indexes, search and settings, by
 * one statement, with nothing read, checked, or kept beside them. One transaction for each `slice` of rows.
 * @returns milliseconds
 */
export function rawUpsert(
  file: string,
  rows: readonly Row<'comment'>[],
  scope: string,
  slice: number,
): number {
  const db = new Database(file);
  db.pragma('journal_mode = wal');
  db.pragma('synchronous = full');
  db.pragma('secure_delete = fast');
  migrateReplica(db, readMigrations(migrationsDir));
  const names = [...Object.keys(kinds.comment.columns), '_scope'];
  const put = db.prepare(
    `insert into comments (${names.join()}) values (${names.map(() => '?').join()})
       on conflict (id) do update set ${names.map((name) => `${name} = excluded.${name}`).join()}`,
  );
  const values = rows.map((row) => [
    ...Object.keys(kinds.comment.columns).map((name) => row[name as keyof typeof row]),
    scope,
  ]);
  const from = performance.now();
  for (let at = 0; at < values.length; at += slice)
    db.transaction(() => {
      for (const one of values.slice(at, at + slice)) put.run(...one);
    }).immediate();
  const took = performance.now() - from;
  db.close();
  return took;
}
