import type { PlanLanes } from '../../../shared/planning/filter.ts';
import type { PostCard } from '../../../shared/queries.ts';
import type { DayItem } from './day-items.ts';

export type Lane = { id: string; name: string; color: number | null };

/** The lane of what has no pillar, or no channel. */
export const NO_LANE = 'none';

/** The lanes a post lies in. */
export function lanesOf(post: PostCard, by: PlanLanes): string[] {
  if (by === 'brand') return [post.brand_id];
  if (by === 'pillar') return [post.pillar?.id ?? NO_LANE];
  const channels = post.targets.map(({ connection_id }) => connection_id);
  return channels.length > 0 ? channels : [NO_LANE];
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
        items.flatMap((item) =>
          item.type === 'post' && lanesOf(item.post, by).includes(id)
            ? [{ ...item, key: `${id} ${item.key}`, lane: id }]
            : [],
        ),
      ),
    ]),
  );
}
