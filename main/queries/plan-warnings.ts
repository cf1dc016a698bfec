import { type AlikeIndex, createAlikeIndex, printOf } from '../../shared/planning/near-duplicates.ts';
import { tooClose } from '../../shared/planning/too-close.ts';
import type { NearPost, PlanWarning, QueryArgs } from '../../shared/queries.ts';
import { addDays } from '../../shared/time/calendar.ts';
import { wallToInstant } from '../../shared/time/wall.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { type Standing, standingOf } from './standing.ts';

/** Words repeat themselves within these days before and after. */
export const ALIKE_DAYS = 28;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Others that one warning names. */
const MOST_NAMED = 5;

/**
 * Posts of some days that are not out and will be stopped by something, or are too like, or too close to, another. Those
 * with nothing to say about are left out.
 */
export function planWarnings(
  { read, now }: ReplicaView,
  { brandIds, from, to, timeZone }: QueryArgs<'planWarnings'>,
): PlanWarning[] {
  const first = wallToInstant(`${from}T00:00`, timeZone);
  const end = wallToInstant(`${addDays(to, 1)}T00:00`, timeZone);
  const around: Window = [
    wallToInstant(`${addDays(from, -ALIKE_DAYS)}T00:00`, timeZone),
    wallToInstant(`${addDays(to, ALIKE_DAYS + 1)}T00:00`, timeZone),
  ];
  const present = now().toISOString();
  const within = (at: string) => at >= first && at < end;
  const found: { id: string; of: Standing; alike: string[]; close: string[] }[] = [];
  for (const brandId of brandIds) {
    const texts = textsOf(read, brandId, around);
    const close = tooClose(
      read.all<{ id: string; connection_id: string; scheduled_at: string }>(
        `select p.id, t.connection_id, p.scheduled_at from posts p join targets t on t.post_id = p.id
          where p.brand_id = :brand and p.scheduled_at >= :from and p.scheduled_at < :end and t.scheduled_at is null
         union all
         select p.id, t.connection_id, t.scheduled_at from targets t join posts p on p.id = t.post_id
          where t.brand_id = :brand and t.scheduled_at >= :from and t.scheduled_at < :end
            and p.scheduled_at is not null`,
        {
          brand: brandId,
          from: new Date(Date.parse(first) - HOUR_MS).toISOString(),
          end: new Date(Date.parse(end) + HOUR_MS).toISOString(),
        },
      ),
    );
    // What is past is told by its publications.
    const standing = standingOf(read, brandId, [present > first ? present : first, end]);
    for (const [id, { scheduled_at }] of texts.posts) {
      if (!within(scheduled_at)) continue;
      const alike = texts.index.of(id);
      const of = standing.get(id) ?? FINE;
      if (alike.length > 0 || close.has(id) || of !== FINE)
        found.push({ id, of, alike, close: close.get(id) ?? [] });
    }
  }
  if (found.length === 0) return [];
  const out = new Set(
    read
      .all<{ id: string }>(
        `select t.post_id as id from targets t join publications u on u.subject_id = t.id
          where t.post_id in (select value from json_each(?))
            and u.state in ('published', 'by_hand', 'publishing', 'unknown')`,
        JSON.stringify(found.map(({ id }) => id)),
      )
      .map(({ id }) => id),
  );
  const open = found.filter(({ id }) => !out.has(id));
  const named = namesOf(read, [...new Set(open.flatMap(({ alike, close }) => [...alike, ...close]))]);
  return open.map(({ id, of, alike, close }) => ({ id, ...of, alike: named(alike), close: named(close) }));
}

const FINE: Standing = { errors: [], warnings: [] };

type Planned = NearPost & { scheduled_at: string };
type Window = [from: string, to: string];
type Stamp = { id: string; version: number; updated_at: string; scheduled_at: string };
type Texts = { posts: Map<string, Stamp>; index: AlikeIndex };

/** What is kept of each replica, by brand and days: few plans are looked at, and of one a post or two has changed. */
const kept = new WeakMap<Reader, Map<string, Texts>>();
const MOST_KEPT = 6;

/** Which posts say nearly the same, brought up to date with those that changed since it was last asked. */
export function textsOf(read: Reader, brandId: string, around: Window): Texts {
  const all = kept.get(read) ?? new Map<string, Texts>();
  kept.set(read, all);
  const key = `${brandId} ${around.join(' ')}`;
  const { posts: before, index } = all.get(key) ?? {
    posts: new Map<string, Stamp>(),
    index: createAlikeIndex(ALIKE_DAYS * DAY_MS),
  };
  const stamps = read.all<Stamp>(
    `select id, version, updated_at, scheduled_at from posts
      where brand_id = ? and scheduled_at >= ? and scheduled_at < ? order by scheduled_at, id`,
    brandId,
    ...around,
  );
  const posts = new Map(stamps.map((stamp) => [stamp.id, stamp]));
  const fresh = stamps.filter((stamp) => {
    const old = before.get(stamp.id);
    return (
      !old ||
      old.version !== stamp.version ||
      old.updated_at !== stamp.updated_at ||
      old.scheduled_at !== stamp.scheduled_at
    );
  });
  for (const id of before.keys()) if (!posts.has(id)) index.drop(id);
  const captions = read.all<{ id: string; caption: string; scheduled_at: string }>(
    'select id, caption, scheduled_at from posts where id in (select value from json_each(?))',
    JSON.stringify(fresh.map(({ id }) => id)),
  );
  for (const { id, caption, scheduled_at } of captions) {
    const print = printOf(caption);
    if (print) index.put({ id, print, at: Date.parse(scheduled_at) });
    else index.drop(id);
  }
  const texts = { posts, index };
  // The plan looked at last is the last to go.
  all.delete(key);
  all.set(key, texts);
  const [oldest] = all.keys();
  if (all.size > MOST_KEPT && oldest !== undefined) all.delete(oldest);
  return texts;
}

/** Posts as a warning names them, the earliest first. */
function namesOf(read: Reader, ids: readonly string[]): (of: readonly string[]) => NearPost[] {
  const posts = new Map(
    read
      .all<Planned>(
        `select id, title, substr(caption, 1, 160) as caption, scheduled_at from posts
          where id in (select value from json_each(?))`,
        JSON.stringify(ids),
      )
      .map((post) => [post.id, post]),
  );
  return (of) =>
    of
      .flatMap((id) => posts.get(id) ?? [])
      .toSorted((a, b) => (a.scheduled_at < b.scheduled_at ? -1 : 1))
      .slice(0, MOST_NAMED);
}
