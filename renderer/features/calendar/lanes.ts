import type { PlanLanes } from '../../../shared/planning/filter.ts';
import type { OccurrenceView, PostCard } from '../../../shared/queries.ts';
import type { DayItem } from './day-items.ts';

export type Lane = { id: string; name: string; color: number | null };

/** The lane of what has no pillar, or no channel. */
export const NO_LANE = 'none';

type Laid = Pick<PostCard, 'brand_id'> & {
  pillar: Pick<NonNullable<OccurrenceView['pillar']>, 'id'> | null;
  targets: readonly { connection_id: string }[];
};

/** The lanes a post, or a date of a series, lies in. */
export function lanesOf(post: Laid, by: PlanLanes): string[] {
  if (by === 'brand') return [post.brand_id];
  if (by === 'pillar') return [post.pillar?.id ?? NO_LANE];
  const channels = post.targets.map(({ connection_id }) => connection_id);
  return channels.length > 0 ? channels : [NO_LANE];
}

/** What of a day has a lane: posts, and dates of series; null for an empty slot. */
const laidIn = (item: DayItem): Laid | null =>
  item.type === 'post' ? item.post : (item.slot.occurrence ?? null);

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
