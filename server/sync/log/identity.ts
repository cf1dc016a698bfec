import { createHash } from 'node:crypto';
import sql from 'sql-template-tag';
import type { Db, Tx } from '../../db/db.ts';

export type Meta = {
  /** Names this database and its epoch; part of every handle. */
  identity: string;
  /** The newest position given. */
  last: number;
  /** Entries up to this position may be gone. */
  floor: number;
  /** `pg_current_snapshot()` of the transaction that read this. */
  snapshot: string;
};

/** Where the log stands, as this transaction sees it. */
export async function readMeta(tx: Tx): Promise<Meta> {
  const row = await tx.one<{
    system_id: string;
    epoch_id: string;
    last: number;
    floor: number;
    snapshot: string;
  }>(
    sql`select system_id, epoch_id, last_position as last, floor, pg_current_snapshot()::text as snapshot from sync.meta`,
  );
  if (!row) throw new Error('sync.meta has lost its row.');
  const { system_id, epoch_id, ...rest } = row;
  const identity = createHash('sha256').update(`${system_id} ${epoch_id}`).digest('base64url').slice(0, 12);
  return { identity, ...rest };
}

/**
 * Run at the start of a server. A dump that was restored into another cluster or database brings a log whose
 * transaction ids mean nothing here, so it starts a new epoch by itself.
 * @returns true when it did
 */
export async function claimDatabase(db: Db): Promise<boolean> {
  return db.tx({ as: 'sync' }, async (tx) => {
    const moved = await tx.one(sql`
      select from sync.meta where sync.current_system_id() not in ('', system_id) for update`);
    if (!moved) return false;
    await tx.run(sql`update sync.meta set system_id = sync.current_system_id()`);
    await startEpoch(tx);
    return true;
  });
}

/**
 * What a restore command does after a backup was put back in place: every desktop fetches anew, instead of following
 * a log that took another turn.
 * @returns the new epoch
 */
export const raiseEpoch = (db: Db): Promise<number> => db.tx({ as: 'sync' }, startEpoch);

async function startEpoch(tx: Tx): Promise<number> {
  await tx.run(sql`delete from sync.log`);
  const row = await tx.one<{ epoch: number }>(sql`
    update sync.meta set epoch = epoch + 1, epoch_id = gen_random_uuid(), floor = last_position returning epoch`);
  if (!row) throw new Error('sync.meta has lost its row.');
  return row.epoch;
}
