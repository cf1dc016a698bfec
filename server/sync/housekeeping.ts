import sql from 'sql-template-tag';
import type { Db, Tx } from '../db/db.ts';

const LOCK = 4_820_006;
export const LOG_DAYS = 7;
export const LOG_BYTES = 1024 ** 3;
export const ACK_DAYS = 30;

/**
 * Forgets what nobody needs any more: log entries over 7 days or 1 GB (a desktop that stands before them fetches
 * anew), and acknowledgements of clients idle for 30 days. One process at a time does it; the others pass.
 * @param limits.logBytes counted by content, without indexes
 */
export async function keepHouse(
  db: Db,
  limits: { logDays?: number; logBytes?: number; ackDays?: number } = {},
): Promise<void> {
  await db.tx({ as: 'sync' }, async (tx) => {
    const lock = await tx.one<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${LOCK}) as mine`);
    if (!lock?.mine) return;
    await trimLog(tx, limits.logDays ?? LOG_DAYS, limits.logBytes ?? LOG_BYTES);
    // Whoever takes longer over a snapshot fetches anew.
    await tx.run(sql`delete from sync.snapshots where at < now() - interval '1 day'`);
    await tx.run(sql`
      delete from sync.rows r using sync.clients c
       where r.kind = 'client' and r.id = c.id::text
         and c.seen_at < now() - make_interval(days => ${limits.ackDays ?? ACK_DAYS})`);
  });
}

async function trimLog(tx: Tx, days: number, bytes: number): Promise<void> {
  const found = await tx.one<{ floor: number | null }>(sql`
    select max(position) as floor from (
      select position, at, sum(80 + coalesce(pg_column_size(data), 0)) over (order by position desc) as newer
        from sync.log where position is not null) entries
     where at < now() - make_interval(days => ${days}) or newer > ${bytes}`);
  if (!found || found.floor === null) return;
  // The floor moves first in the same transaction: no reader's snapshot has the one without the other.
  await tx.run(sql`update sync.meta set floor = greatest(floor, ${found.floor})`);
  await tx.run(sql`delete from sync.log where position <= ${found.floor}`);
}
