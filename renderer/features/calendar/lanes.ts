import type { PlanLanes } from '../../../shared/planning/filter.ts';
import type { OccurrenceView, PostCard } from '../../../shared/queries.ts';
import { withPost } from '../post/out-times.ts';
import type { DayItem } from './day-items.ts';

export type Lane = { id: string; name: string; color: number | null };

/** The lane of what has no pillar, or no channel. */
export const NO_LANE = 'none';

type Laid = Pick<PostCard, 'brand_id'> & {
  pillar: Pick<NonNullable<OccurrenceView['pillar']>, 'id'> | null;
  targets: readonly { connection_id: string; scheduled_at?: string | null }[];
};

/** The lanes a post, or a date of a series, lies in. */
export function lanesOf(post: Laid, by: PlanLanes): string[] {
  if (by === 'brand') return [post.brand_id];
  if (by === 'pillar') return [post.pillar?.id ?? NO_LANE];
  if (post.targets.length === 0) return [NO_LANE];
  return withPost(post.targets).map(({ connection_id }) => connection_id);
}

/** What of a day has a lane: posts, and dates of series; null for an empty slot. */
function laidIn(item: DayItem): Laid | null {
  if (item.type === 'slot') return item.slot.occurrence ?? null;
  if (item.type === 'post') return item.post;
  return { ...item.post, targets: item.channels.map((connection_id) => ({ connection_id })) };
}

/** The things of each day lane by lane, each lane in order of time. Empty slots have no lane and are left out. */
export function inLanes(
  days: ReadonlyMap<string, readonly DayItem[]>,
  lanes: readonly Lane[],
  by: PlanLanes,
): Map<string, DayItem[]> {
  return new Map(
    [...days].map(([date, items]) => [
      date,
      lanes.flatMap(({ id }) =>
        items.flatMap((item) => {
          const laid = laidIn(item);
          return laid && lanesOf(laid, by).includes(id)
            ? [{ ...item, key: `${id} ${item.key}`, lane: id }]
            : [];
        }),
      ),
    ]),
  );
}
