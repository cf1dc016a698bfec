import type { Database } from 'better-sqlite3';

/** Files that a person does not want to be sent or fetched for now, by asset; kept over restarts. */
export type Paused = {
  has(assetId: string): boolean;
  add(assetId: string): void;
  delete(assetId: string): void;
};

export function openPaused(db: Database): Paused {
  db.exec('create table if not exists media_paused (asset_id text primary key) strict, without rowid');
  const ids = new Set(db.prepare<[], string>('select asset_id from media_paused').pluck().all());
  return {
    has: (assetId) => ids.has(assetId),
    add(assetId) {
      ids.add(assetId);
      db.prepare('insert or ignore into media_paused (asset_id) values (?)').run(assetId);
    },
    delete(assetId) {
      ids.delete(assetId);
      db.prepare('delete from media_paused where asset_id = ?').run(assetId);
    },
  };
}
