import { nearDuplicates, printOf, type TextPrint } from '../../shared/planning/near-duplicates.ts';
import { tooClose } from '../../shared/planning/too-close.ts';
import type { NearPost, PlanWarning, QueryArgs } from '../../shared/queries.ts';
import { addDays } from '../../shared/time/calendar.ts';
import { wallToInstant } from '../../shared/time/wall.ts';
import type { ReplicaView } from '../replica/replica.ts';

/** Words repeat themselves within these days before and after. */
const ALIKE_DAYS = 28;
const DAY_MS = 86_400_000;
/** Others that one warning names. */
const MOST_NAMED = 5;

type Read = {
  id: string;
  brand_id: string;
  title: string;
  caption: string;
  scheduled_at: string;
  fixed: number;
};

/** Prints of texts by text: a plan is looked at anew after every commit, and one of its posts has changed. */
const printsOf = new WeakMap<ReplicaView['read'], Map<string, TextPrint | null>>();
const MOST_KEPT = 30_000;

/** Posts of some days that are not out and are too like, or too close to, another. Those without a warning are left out. */
export function planWarnings(
  { read }: ReplicaView,
  { brandIds, from, to, timeZone }: QueryArgs<'planWarnings'>,
): PlanWarning[] {
  const first = wallToInstant(`${from}T00:00`, timeZone);
  const end = wallToInstant(`${addDays(to, 1)}T00:00`, timeZone);
  const around = [
    wallToInstant(`${addDays(from, -ALIKE_DAYS)}T00:00`, timeZone),
    wallToInstant(`${addDays(to, ALIKE_DAYS + 1)}T00:00`, timeZone),
  ];
  const prints = printsOf.get(read) ?? new Map<string, TextPrint | null>();
  printsOf.set(read, prints);
  if (prints.size > MOST_KEPT) prints.clear();
  const print = (text: string) => {
    const known = prints.get(text);
    if (known !== undefined) return known;
    const made = printOf(text);
    prints.set(text, made);
    return made;
  };

  const warnings: PlanWarning[] = [];
  for (const brandId of brandIds) {
    const posts = read.all<Read>(
      `select p.id, p.brand_id, p.title, p.caption, p.scheduled_at,
              exists (select 1 from targets t join publications u on u.subject_id = t.id
                       where t.post_id = p.id and u.state in ('published', 'by_hand', 'publishing', 'unknown')) as fixed
         from posts p where p.brand_id = ? and p.scheduled_at >= ? and p.scheduled_at < ? order by p.scheduled_at, p.id`,
      brandId,
      ...around,
    );
    const warned = new Map(
      posts
        .filter(({ fixed, scheduled_at }) => fixed === 0 && scheduled_at >= first && scheduled_at < end)
        .map((post) => [post.id, post]),
    );
    if (warned.size === 0) continue;
    const byId = new Map(posts.map((post) => [post.id, post]));
    const texts = posts.flatMap(({ id, caption, scheduled_at }) => {
      const made = print(caption);
      return made ? [{ id, print: made, at: Date.parse(scheduled_at) }] : [];
    });
    const alike = nearDuplicates(
      texts,
      (a, b) => (warned.has(a.id) || warned.has(b.id)) && Math.abs(a.at - b.at) <= ALIKE_DAYS * DAY_MS,
    );
    const close = tooClose(
      read.all<{ id: string; connection_id: string; scheduled_at: string }>(
        `select p.id, t.connection_id, p.scheduled_at from posts p join targets t on t.post_id = p.id
          where p.brand_id = ? and p.scheduled_at >= ? and p.scheduled_at < ?`,
        brandId,
        new Date(Date.parse(first) - 3_600_000).toISOString(),
        new Date(Date.parse(end) + 3_600_000).toISOString(),
      ),
    );
    const named = (ids: readonly string[] | undefined): NearPost[] =>
      (ids ?? [])
        .flatMap((id) => byId.get(id) ?? [])
        .toSorted((a, b) => (a.scheduled_at < b.scheduled_at ? -1 : 1))
        .slice(0, MOST_NAMED)
        .map(({ id, title, caption, scheduled_at }) => ({
          id,
          title,
          caption: caption.slice(0, 160),
          scheduled_at,
        }));
    for (const id of warned.keys()) {
      if (!alike.has(id) && !close.has(id)) continue;
      warnings.push({ id, alike: named(alike.get(id)), close: named(close.get(id)) });
    }
  }
  return warnings;
}
