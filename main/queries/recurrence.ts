import type { Row } from '../../shared/kinds/index.ts';
import { occurrenceId } from '../../shared/mutators/series.ts';
import type { QueryArgs, QueryResult } from '../../shared/queries.ts';
import { countBefore, nextOccurrences, occurrencesBetween } from '../../shared/recurrence/expand.ts';
import { addDays } from '../../shared/time/calendar.ts';
import { wallToInstant } from '../../shared/time/wall.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { byId, rowsOf } from './views.ts';

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
      const { brand_id, pillar_id, title, caption, time_zone, targets } = series;
      const pillar = (pillar_id !== null && pillars.get(pillar_id)) || null;
      return occurrencesBetween(series, begin > now ? begin : now, end).map((date) => ({
        ...date,
        id: occurrenceId(series.id, date.wall),
        series_id: series.id,
        ...{ brand_id, pillar_id, title, caption, time_zone, targets, pillar },
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
  const [occurrence] = rowsOf(read, 'occurrence', 'select * from occurrences where post_id = ?', postId);
  if (!occurrence) return null;
  const [series] = rowsOf(read, 'series', 'select * from series where id = ?', occurrence.series_id);
  return series ? { series, occurrence } : null;
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
