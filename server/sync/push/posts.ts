import sql, { type Sql } from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import type { Row, Slot } from '../../../shared/kinds/index.ts';
import { type Notice, Rejection, type Write } from '../../../shared/mutators/define.ts';
import { type ClosedDays, nextFreeSlot } from '../../../shared/time/slots.ts';
import type { Tx } from '../../db/db.ts';
import { isDeleted, type LockedRows, type PlainRow, stands } from './rows.ts';

/** States in which a post's words are on their way or out. */
const TAKEN = ['publishing', 'published', 'unknown', 'by_hand'];

/**
 * Words that are being published, or are out, no longer change. The rows are locked: a publisher that freezes content
 * takes a share lock on the post (and target) first, so it and an edit cannot both win.
 * @throws Rejection `already_publishing`
 */
export async function assertNotPublishing(
  tx: Tx,
  locked: LockedRows,
  writes: readonly Write[],
): Promise<void> {
  for (const write of writes) {
    const { kind } = write;
    const id = write.op === 'put' ? write.row.id : write.id;
    const about = publishedAs(locked, write);
    if (!about) continue;
    const found = await tx.one<{ state: string }>(sql`
      select state from app.publications
       where ${about} and state = any(${TAKEN}) and deleted_at is null limit 1`);
    if (!found) continue;
    throw new Rejection('already_publishing', 'This post is already being published or is out.', {
      kind,
      id,
      state: found.state,
    });
  }
}

/** The publications that a write would change the content of; null where it changes none. */
function publishedAs(locked: LockedRows, write: Write): Sql | null {
  const { kind } = write;
  const id = write.op === 'put' ? write.row.id : write.id;
  if (kind === 'part') return publishedBeside(locked, write);
  if (kind === 'attachment') {
    const row = write.op === 'put' ? write.row : locked.get(`attachment:${id}`)?.row;
    return row ? sql`post_id = ${(row as Row<'attachment'>).post_id}` : null;
  }
  if ((kind !== 'post' && kind !== 'target') || !stands(locked, kind, id)) return null;
  return kind === 'post' ? sql`post_id = ${id}` : sql`subject_id = ${id}`;
}

/**
 * A thread that began to go out stays as it is, but for the words and files of a part that stopped: those may be mended
 * before it goes on.
 */
function publishedBeside(locked: LockedRows, write: Write): Sql | null {
  const id = write.op === 'put' ? write.row.id : write.id;
  const before = locked.get(`part:${id}`)?.row as Row<'part'> | undefined;
  const row = write.op === 'put' ? (write.row as Row<'part'>) : before;
  if (!row) return null;
  const mends = write.op === 'put' && stands(locked, 'part', id) && before?.rank === row.rank;
  return sql`post_id = ${row.post_id}
    and (${row.connection_id}::uuid is null or connection_id = ${row.connection_id})
    and (part_id is not distinct from ${id} or not (${mends} and exists (
      select from app.publications s where s.part_id = ${id} and s.deleted_at is null and not s.state = any(${TAKEN}))))`;
}

/**
 * A slot holds one post. Whoever comes later moves to the schedule's next free slot; where there is none any more, the
 * post keeps its time and lets go of the slot.
 * @returns the row to write, and a notice when it is not the one that was asked for
 */
export async function claimSlot(tx: Tx, row: PlainRow): Promise<{ row: PlainRow; notice?: Notice }> {
  const post = row as Row<'post'>;
  if (post.slot_key === null || post.scheduled_at === null) return { row };
  await lockSlots(tx, post.brand_id);
  const holder = await tx.one(sql`
    select from app.posts where brand_id = ${post.brand_id} and slot_key = ${post.slot_key}
       and id <> ${post.id} and deleted_at is null`);
  if (!holder) return { row };
  const moved = { ...post, ...(await freeSlot(tx, post)) };
  return {
    row: moved,
    notice: {
      code: 'slot_moved',
      params: { title: post.title, from: post.wall_time ?? '', to: moved.wall_time ?? '' },
      about: { kind: 'post', id: post.id },
    },
  };
}

/** Posts that change places in one write let go of their slots before any of them takes one. */
export async function releaseSlots(tx: Tx, brandId: string, writes: readonly Write[]): Promise<void> {
  const ids = writes.flatMap((write) => (write.op === 'put' && write.kind === 'post' ? [write.row.id] : []));
  if (ids.length < 2) return;
  await lockSlots(tx, brandId);
  await tx.run(sql`
    update app.posts set slot_key = null
     where brand_id = ${brandId} and id = any(${ids}) and slot_key is not null and deleted_at is null`);
}

/** Two claims of one slot from different transactions do not see each other without it. */
const lockSlots = (tx: Tx, brandId: string) =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`sync.slots:${brandId}`}, 0))`);

async function freeSlot(tx: Tx, post: Row<'post'>): Promise<Partial<Row<'post'>>> {
  const none = { slot_key: null, schedule_id: null };
  const schedule = await tx.one<{ slots: Slot[]; time_zone: string }>(sql`
    select slots, time_zone from app.schedules
     where brand_id = ${post.brand_id} and id = ${post.schedule_id} and deleted_at is null`);
  if (!schedule || post.scheduled_at === null) return none;
  const closed = await tx.many<ClosedDays>(sql`
    select first_day, last_day from app.holidays
     where brand_id = ${post.brand_id} and (schedule_id is null or schedule_id = ${post.schedule_id})
       and deleted_at is null`);
  const prefix = `${post.schedule_id}@`;
  const taken = await tx.many<{ slot_key: string }>(sql`
    select slot_key from app.posts where brand_id = ${post.brand_id} and schedule_id = ${post.schedule_id}
       and slot_key is not null and id <> ${post.id} and deleted_at is null`);
  const free = nextFreeSlot(
    { ...schedule, closed },
    post.scheduled_at,
    new Set(taken.map(({ slot_key }) => slot_key.slice(prefix.length))),
  );
  if (!free) return none;
  return {
    wall_time: free.wall,
    time_zone: schedule.time_zone,
    scheduled_at: free.instant,
    slot_key: `${prefix}${free.key}`,
  };
}

/** A post that somebody deleted stands again, because somebody else's edit of it came later: what to tell of it. */
export const broughtBack = (locked: LockedRows, writes: readonly Write[]): Notice[] =>
  writes.flatMap((write): Notice[] => {
    if (write.op !== 'put' || write.kind !== 'post' || !isDeleted(locked, 'post', write.row.id)) return [];
    const { id, title } = write.row;
    return [{ code: 'edit_beat_delete', params: { title }, about: { kind: 'post', id } }];
  });

export async function writeNotices(
  tx: Tx,
  brandId: string,
  notices: readonly Notice[],
  now: string,
): Promise<void> {
  for (const { code, params, about } of notices) {
    await tx.run(sql`
      insert into app.notices (id, brand_id, code, params, about_kind, about_id, created_at)
      values (${uuidv7()}, ${brandId}, ${code}, ${JSON.stringify(params)}, ${about.kind}, ${about.id}, ${now})`);
  }
}
