import type { Row } from '../../shared/kinds/index.ts';
import {
  type Beside,
  type BesideNames,
  type BesideTemplate,
  besideHash,
  besideNames,
} from '../../shared/mutators/beside.ts';
import type { Rows } from '../../shared/mutators/define.ts';
import type { MutationArgs } from '../../shared/mutators/index.ts';
import { occurrenceFollow, occurrenceId } from '../../shared/mutators/series.ts';
import type { QueryArgs, QueryResult } from '../../shared/queries.ts';
import {
  countBefore,
  hasOccurrence,
  nextOccurrences,
  occurrencesBetween,
} from '../../shared/recurrence/expand.ts';
import { addDays } from '../../shared/time/calendar.ts';
import { wallToInstant } from '../../shared/time/wall.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { byId, rowById, rowsOf } from './read-rows.ts';

/** Dates of series on some days that have not become posts and were not left out. What is over is not promised. */
export function occurrences(
  replica: ReplicaView,
  { brandIds, from, to, timeZone }: QueryArgs<'occurrences'>,
): QueryResult<'occurrences'> {
  const { read } = replica;
  const all = rowsOf(
    read,
    'series',
    'select * from series where paused = 0 and brand_id in (select value from json_each(?)) order by id',
    JSON.stringify(brandIds),
  );
  if (all.length === 0) return [];
  const begin = wallToInstant(`${from}T00:00`, timeZone);
  const end = wallToInstant(`${addDays(to, 1)}T00:00`, timeZone);
  const now = replica.now().toISOString();
  const touched = new Set(
    read
      .all<{ id: string }>(
        `select o.id from series s join occurrences o on o.series_id = s.id
          where s.brand_id in (select value from json_each(?)) and o.wall_time >= ? and o.wall_time <= ?`,
        JSON.stringify(brandIds),
        // Zones are at most 26 hours apart, and a zone may skip a day.
        `${addDays(from, -3)}T00:00`,
        `${addDays(to, 3)}T00:00`,
      )
      .map(({ id }) => id),
  );
  const pillars = byId(
    read.all<Pick<Row<'pillar'>, 'id' | 'name' | 'color'>>('select id, name, color from pillars'),
  );
  return all
    .flatMap((series) => {
      const { brand_id, pillar_id, title, caption, notes, time_zone, targets } = series;
      const pillar = (pillar_id !== null && pillars.get(pillar_id)) || null;
      return occurrencesBetween(series, begin > now ? begin : now, end).map((date) => ({
        ...date,
        id: occurrenceId(series.id, date.wall),
        series_id: series.id,
        ...{ brand_id, pillar_id, title, caption, notes, time_zone, targets, pillar },
      }));
    })
    .filter(({ id }) => !touched.has(id))
    .sort((a, b) => (a.instant < b.instant || (a.instant === b.instant && a.id < b.id) ? -1 : 1));
}

/** Which series a post is a date of. */
export function seriesOfPost(
  { read }: ReplicaView,
  { postId }: QueryArgs<'seriesOfPost'>,
): QueryResult<'seriesOfPost'> {
  const [occurrence] = rowsOf(
    read,
    'occurrence',
    'select * from occurrences where post_id = ? order by updated_at desc, id',
    postId,
  );
  if (!occurrence) return null;
  const series = rowById(read, 'series', occurrence.series_id);
  const post = rowById(read, 'post', postId);
  if (!series || !post) return null;
  const own =
    post.version !== occurrence.post_version ||
    (occurrence.made_hash !== null && occurrence.made_hash !== besideHash(besideIn(read, postId)));
  return { series, occurrence, own };
}

/** What a rule that is being written means. */
export const seriesDates = ({
  from,
  count,
  before,
  ...series
}: QueryArgs<'seriesDates'>): QueryResult<'seriesDates'> => ({
  next: nextOccurrences(series, from, count),
  before: before === null ? 0 : countBefore(series, before),
});

/**
 * Dates of series from their last change until an instant that this device has to make into posts.
 * @param deviceId only series with a channel that this device holds; null: all
 */
export function dueOccurrences(
  { read, now }: ReplicaView,
  toIso: string,
  deviceId: string | null,
): { series: Row<'series'>; wall: string }[] {
  const all = rowsOf(
    read,
    'series',
    `select s.* from series s where s.paused = 0 and (? is null or exists (
       select 1 from json_each(s.targets) t join connections c on c.id = json_extract(t.value, '$.connection_id')
        where c.holder = 'device' and c.device_id = ?)) order by s.id`,
    deviceId,
    deviceId,
  );
  const behind = new Date(now().getTime() - BEHIND_MS).toISOString();
  return all.flatMap((series) => {
    const known = new Set(
      read
        .all<{ wall_time: string }>('select wall_time from occurrences where series_id = ?', series.id)
        .map(({ wall_time }) => wall_time),
    );
    // A change of the series makes no dates in the past.
    const from = series.updated_at > behind ? series.updated_at : behind;
    return occurrencesBetween(series, from, toIso)
      .filter(({ wall }) => !known.has(wall))
      .map(({ wall }) => ({ series, wall }));
  });
}

/** Makes a date of a series into a post, with all the series says beside its words. */
export function makeArgs(
  { read }: ReplicaView,
  series: Row<'series'>,
  wall_time: string,
): MutationArgs<'occurrence.make'> {
  const beside = namesBeside(read, occurrenceId(series.id, wall_time), series);
  return { brand_id: series.brand_id, series_id: series.id, wall_time, beside };
}

/** Made dates still to come that nobody touched and that say something else than their series does now. */
export function staleOccurrences({ read, now }: ReplicaView): MutationArgs<'occurrence.follow'>[] {
  const made = rowsOf(
    read,
    'occurrence',
    `select o.* from occurrences o join posts p on p.id = o.post_id
      where p.version = o.post_version and p.scheduled_at > ? and not exists (
        select 1 from publications u where u.post_id = p.id
           and u.state in ('publishing', 'published', 'unknown', 'by_hand'))`,
    now().toISOString(),
  );
  const rows: Rows = { get: (kind, id) => rowById(read, kind, id) };
  return made.flatMap(({ brand_id, series_id, wall_time, post_id }) => {
    if (post_id === null) return [];
    const series = rows.get('series', series_id);
    const stands = series !== undefined && !series.paused && hasOccurrence(series, wall_time);
    const beside = namesBeside(read, post_id, series);
    const args = { brand_id, series_id, wall_time, post_id, stands, beside };
    // Whether it would write anything is what it says itself.
    const { writes } = occurrenceFollow.apply(rows, args, { actor: null, madeAt: now().toISOString() });
    return writes.length > 0 ? [args] : [];
  });
}

const besideIn = (read: Reader, postId: string): Beside => ({
  targets: rowsOf(read, 'target', 'select * from targets where post_id = ?', postId),
  media: rowsOf(read, 'attachment', 'select * from attachments where post_id = ?', postId),
  parts: rowsOf(read, 'part', 'select * from post_parts where post_id = ?', postId),
});

/** Names what stands beside a post and what its series would have there. */
const namesBeside = (read: Reader, postId: string, series: BesideTemplate | undefined): BesideNames =>
  besideNames(postId, besideIn(read, postId), series);

/** What came due while the device was off is made as well; its publisher says that it was missed. */
const BEHIND_MS = 7 * 86_400_000;
