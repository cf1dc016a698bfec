import sql from 'sql-template-tag';
import { HISTORY_DAYS } from '../../shared/older-versions.ts';
import type { Db, Tx } from '../db/db.ts';

const LOCK = 4_820_006;
export const LOG_DAYS = 7;
export const LOG_BYTES = 1024 ** 3;
export const ACK_DAYS = 30;
/** A desktop away for longer fetches anew anyway, and takes what is missing for deleted. */
export const TOMBSTONE_DAYS = 30;
const COMMENTS_AT_ONCE = 500;
const REVISIONS_AT_ONCE = 500;

/**
 * Forgets what nobody needs any more: log entries over 7 days or 1 GB (a desktop that stands before them fetches
 * anew), acknowledgements of clients idle for 30 days and tombstones of 30 days. One process at a time does it; the
 * others pass. Then comments without activity for long leave the projection, and old versions of posts.
 * @param limits.logBytes counted by content, without indexes
 */
export async function keepHouse(
  db: Db,
  limits: { logDays?: number; logBytes?: number; ackDays?: number } = {},
): Promise<void> {
  const mine = await db.tx({ as: 'sync' }, async (tx) => {
    const lock = await tx.one<{ mine: boolean }>(sql`select pg_try_advisory_xact_lock(${LOCK}) as mine`);
    if (!lock?.mine) return false;
    await trimLog(tx, limits.logDays ?? LOG_DAYS, limits.logBytes ?? LOG_BYTES);
    // Whoever takes longer over a snapshot fetches anew.
    await tx.run(sql`delete from sync.snapshots where at < now() - interval '1 day'`);
    // Locked as a push locks it: an acknowledgement that is being written is not taken for the idle one before it.
    await tx.run(sql`
      with idle as (
        select c.id::text from sync.clients c
         where c.seen_at < now() - make_interval(days => ${limits.ackDays ?? ACK_DAYS})
           and exists (select from sync.rows r where r.kind = 'client' and r.id = c.id::text)
           for update skip locked)
      delete from sync.rows r using idle where r.kind = 'client' and r.id = idle.id`);
    await tx.run(sql`
      delete from sync.rows
       where kind = 'gone' and data ->> 'at' < app.iso(now() - make_interval(days => ${TOMBSTONE_DAYS}))`);
    return true;
  });
  if (!mine) return;
  await ageComments(db);
  await ageRevisions(db);
}

/** Takes versions of 90 days ago out of the projection; the table keeps them. */
async function ageRevisions(db: Db): Promise<void> {
  for (let changed = REVISIONS_AT_ONCE; changed === REVISIONS_AT_ONCE; ) {
    changed = await db.tx({ as: 'system' }, (tx) =>
      tx.run(sql`
        update app.post_revisions set aged = true where id in (
          select id from app.post_revisions
           where not aged and accepted_at < now() - make_interval(days => ${HISTORY_DAYS})
           order by accepted_at limit ${REVISIONS_AT_ONCE} for update skip locked)`),
    );
  }
}

/**
 * Sets how long a comment stays in the projection without activity.
 * @param days whole days, at least 1
 */
export async function setCommentWindow(db: Db, days: number): Promise<void> {
  await db.tx({ as: 'sync' }, (tx) =>
    tx.run(sql`update sync.meta set comment_days = ${days} where comment_days <> ${days}`),
  );
}

/**
 * Takes comments whose window has passed out of the projection, and after the window was widened puts those back that
 * are in it again; in batches, so that nobody's write waits long for one and a desktop gets it in pieces.
 */
async function ageComments(db: Db): Promise<void> {
  const meta = await db.tx({ as: 'sync' }, (tx) =>
    tx.one<{ since: string }>(sql`select sync.comments_since()::text as since from sync.meta`),
  );
  if (!meta) return;
  for (const aged of [true, false]) {
    const passed = aged
      ? sql`not aged and active_at < ${meta.since}`
      : sql`aged and active_at >= ${meta.since}`;
    for (let changed = COMMENTS_AT_ONCE; changed === COMMENTS_AT_ONCE; ) {
      changed = await db.tx({ as: 'system' }, (tx) =>
        tx.run(sql`
          update app.comments set aged = ${aged} where id in (
            select id from app.comments where ${passed} and deleted_at is null
             order by active_at limit ${COMMENTS_AT_ONCE} for update skip locked)`),
      );
    }
  }
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
