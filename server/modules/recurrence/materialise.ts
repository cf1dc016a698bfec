import pg from 'pg';
import sql from 'sql-template-tag';
import type { Row } from '../../../shared/kinds/index.ts';
import { type BesideNames, type BesideTemplate, besideNames } from '../../../shared/mutators/beside.ts';
import { type Mutation, Rejection } from '../../../shared/mutators/define.ts';
import { type MutationArgs, mutationNamed } from '../../../shared/mutators/index.ts';
import { occurrenceId } from '../../../shared/mutators/series.ts';
import { hasOccurrence, occurrencesBetween } from '../../../shared/recurrence/expand.ts';
import type { Db, Tx } from '../../db/db.ts';
import type { EffectContext } from '../../sync/effects.ts';
import { assertNotPublishing, writeNotices } from '../../sync/push/posts.ts';
import { lockRows, standing } from '../../sync/push/rows.ts';
import { writeRows } from '../../sync/push/run.ts';

/** An occurrence is made this long before it is due: time enough for an approval and for its files. */
export const AHEAD_MS = 7 * 86_400_000;
/** What came due while no server ran is made as well, and the publisher says that it was missed. */
export const BEHIND_MS = 7 * 86_400_000;

type Series = Row<'series'> & { deleted: boolean };
type Named = Pick<MutationArgs<'occurrence.make'>, 'brand_id' | 'series_id' | 'wall_time'>;
/** Up to when a series is made, and of which version of it. */
export type Made = Map<string, { version: number; deleted: boolean; until: string }>;

/**
 * Makes the occurrences of all series that are due soon into posts, so that they go out with every desktop closed, and
 * lets those follow that were made and that nobody touched when their series changed. Each is one transaction with ids
 * that mean it, so however often, wherever and after whatever crash this runs, there is one post for each.
 * @param made what earlier looks have done; only a shortcut
 * @returns how many posts were made, changed or taken away
 */
export async function materialise(db: Db, now: Date, made: Made = new Map()): Promise<number> {
  const known = await db.tx({ as: 'system' }, (tx) =>
    tx.many<{ id: string; version: number; deleted: boolean }>(
      sql`select id, version, deleted_at is not null as deleted from app.series order by id`,
    ),
  );
  const to = new Date(now.getTime() + AHEAD_MS).toISOString();
  let done = 0;
  for (const { id, version, deleted } of known) {
    const before = made.get(id);
    const same = before?.version === version && before.deleted === deleted;
    if (same && (deleted || before.until > to)) continue;
    const series = await db.tx({ as: 'system' }, (tx) =>
      tx.one<Series>(sql`
        select id, brand_id, pillar_id, title, caption, notes, hashtags, link, targets, media, parts, starts_at, time_zone, rule,
               ends_before, paused, created_by, app.iso(created_at) as created_at,
               app.iso(updated_at) as updated_at, version, deleted_at is not null as deleted
          from app.series where id = ${id}`),
    );
    if (!series) continue;
    if (!same) done += await letFollow(db, series, now);
    if (!series.deleted && !series.paused) done += await makeDue(db, series, now, to);
    made.set(id, { version: series.version, deleted: series.deleted, until: nextLook(series, to) });
  }
  return done;
}

/** The horizon at which this series has something to make again; looked at once a day at least. */
function nextLook(series: Series, to: string): string {
  const day = new Date(Date.parse(to) + 86_400_000).toISOString();
  if (series.paused || series.deleted) return day;
  return occurrencesBetween(series, to, day)[0]?.instant ?? day;
}

async function makeDue(db: Db, series: Series, now: Date, to: string): Promise<number> {
  const { id: series_id, brand_id } = series;
  // A change of the series makes no dates in the past.
  const behind = new Date(now.getTime() - BEHIND_MS).toISOString();
  const from = series.updated_at > behind ? series.updated_at : behind;
  const there = await db.tx({ as: 'system' }, (tx) =>
    tx.many<{ wall_time: string }>(sql`
      select wall_time from app.occurrences where series_id = ${series_id} and deleted_at is null`),
  );
  const known = new Set(there.map(({ wall_time }) => wall_time));
  let done = 0;
  for (const { wall } of occurrencesBetween(series, from, to)) {
    if (known.has(wall)) continue;
    const id = occurrenceId(series_id, wall);
    const beside = await db.tx({ as: 'system' }, (tx) => namesBeside(tx, id, series));
    const args = { brand_id, series_id, wall_time: wall, beside };
    if (await run(db, 'occurrence.make', args, now)) done += 1;
  }
  return done;
}

async function letFollow(db: Db, series: Series, now: Date): Promise<number> {
  const { id: series_id, brand_id } = series;
  const untouched = await db.tx({ as: 'system' }, (tx) =>
    tx.many<{ wall_time: string; post_id: string }>(sql`
      select o.wall_time, o.post_id from app.occurrences o join app.posts p on p.id = o.post_id
       where o.series_id = ${series_id} and o.deleted_at is null and p.deleted_at is null
         and p.version = o.post_version and p.scheduled_at > ${now.toISOString()}`),
  );
  let done = 0;
  for (const { wall_time, post_id } of untouched) {
    const stands = !series.deleted && !series.paused && hasOccurrence(series, wall_time);
    const beside = await db.tx({ as: 'system' }, (tx) => namesBeside(tx, post_id, series));
    const args = { brand_id, series_id, wall_time, post_id, stands, beside };
    if (await run(db, 'occurrence.follow', args, now)) done += 1;
  }
  return done;
}

/** Names what stands beside a post and what its series would have there. */
async function namesBeside(tx: Tx, postId: string, series: BesideTemplate): Promise<BesideNames> {
  const of = sql`post_id = ${postId} and deleted_at is null`;
  return besideNames(
    postId,
    {
      targets: await tx.many<{ connection_id: string }>(
        sql`select connection_id from app.targets where ${of}`,
      ),
      media: await tx.many<{ asset_id: string; connection_id: string | null }>(
        sql`select asset_id, connection_id from app.attachments where ${of}`,
      ),
      parts: await tx.many<{ id: string; connection_id: string | null }>(
        sql`select id, connection_id from app.post_parts where ${of}`,
      ),
    },
    series,
  );
}

/** Runs one mutator on the server's own account. @returns whether it wrote anything */
async function run<N extends 'occurrence.make' | 'occurrence.follow'>(
  db: Db,
  name: N,
  args: MutationArgs<N> & Named,
  now: Date,
): Promise<boolean> {
  try {
    return await db.tx({ as: 'system' }, (tx) => runIn(tx, name, args, now.toISOString()));
  } catch (error) {
    // Gone or on its way out meanwhile, or a desktop or another server made the same rows first.
    const settled =
      error instanceof Rejection || (error instanceof pg.DatabaseError && error.code === '23505');
    if (settled) return false;
    throw error;
  }
}

async function runIn<N extends 'occurrence.make' | 'occurrence.follow'>(
  tx: Tx,
  name: N,
  args: MutationArgs<N> & Named,
  at: string,
): Promise<boolean> {
  const mutation: Mutation = mutationNamed(name);
  const locked = await lockRows(tx, mutation.reads(args));
  const { writes } = mutation.apply(standing(locked), args, { actor: null, madeAt: at });
  if (writes.length === 0) return false;
  await assertNotPublishing(tx, locked, writes);
  const by = { cause: name, actor: null, at };
  const told = await writeRows(tx, { brandId: args.brand_id, locked, writes, now: at, by });
  await writeNotices(tx, args.brand_id, told, at);
  return true;
}

/**
 * A desktop made a date of a series as it knew it. What the series says by now and the desktop did not know, or is too
 * old to know of, comes to it in the same transaction.
 */
export async function completeOccurrence(
  tx: Tx,
  args: unknown,
  { now, writes }: EffectContext,
): Promise<void> {
  if (writes.length === 0) return;
  const { brand_id, series_id, wall_time } = args as MutationArgs<'occurrence.make'>;
  const post_id = occurrenceId(series_id, wall_time);
  const series = await tx.one<BesideTemplate>(
    sql`select targets, media, parts from app.series where id = ${series_id} and deleted_at is null`,
  );
  if (!series) return;
  const beside = await namesBeside(tx, post_id, series);
  await runIn(
    tx,
    'occurrence.follow',
    { brand_id, series_id, wall_time, post_id, stands: true, beside },
    now,
  );
}
