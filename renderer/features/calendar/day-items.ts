import type { OwnDate, PostCard } from '../../../shared/queries.ts';
import { addDays } from '../../../shared/time/calendar.ts';
import { instantToWall, wallToInstant } from '../../../shared/time/wall.ts';
import type { OpenSlot } from '../post/slots.ts';

/** One thing on a day: a post, channels of one that go out at another time, or an empty slot of a schedule. `wall` is in the brand's zone. */
export type DayItem = {
  key: string;
  wall: string;
  /** Which lane it is drawn in, where there are lanes; a post on several channels is drawn in several. */
  lane?: string;
} & (
  | { type: 'post'; post: PostCard }
  | { type: 'channel'; post: PostCard; channels: readonly string[] }
  | { type: 'slot'; slot: OpenSlot }
);

/** Posts and open slots by date, each day in order of time. Every date given has an entry. */
export function dayItems(
  posts: readonly PostCard[],
  slots: readonly OpenSlot[],
  dates: readonly string[],
  zone: string,
  own: readonly OwnDate[] = [],
): Map<string, DayItem[]> {
  const days = new Map<string, DayItem[]>(dates.map((date) => [date, []]));
  const put = (item: DayItem) => days.get(item.wall.slice(0, 10))?.push(item);
  for (const post of posts) {
    if (post.scheduled_at) {
      put({ type: 'post', key: post.id, post, wall: instantToWall(post.scheduled_at, zone) });
    }
  }
  for (const { at, post, channels } of own)
    put({ type: 'channel', key: `${post.id} ${at}`, post, channels, wall: instantToWall(at, zone) });
  for (const slot of slots) {
    put({
      type: 'slot',
      key: slot.when.slot_key ?? slot.instant,
      slot,
      wall: instantToWall(slot.instant, zone),
    });
  }
  for (const items of days.values())
    items.sort((a, b) => (a.wall === b.wall ? rank(a) - rank(b) : a.wall < b.wall ? -1 : 1));
  return days;
}

const rank = (item: DayItem) => (item.type === 'slot' ? 1 : 0);

/** Minutes since midnight of a wall time. */
export const minutesOf = (wall: string): number =>
  Number(wall.slice(11, 13)) * 60 + Number(wall.slice(14, 16));

/** `HH:MM` of minutes since midnight, kept within the day. */
export function timeOfMinutes(minutes: number): string {
  const within = Math.min(Math.max(Math.round(minutes), 0), 24 * 60 - 1);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(within / 60))}:${two(within % 60)}`;
}

export type Placed = { item: DayItem; lane: number; lanes: number };

/**
 * Side by side where they would cover each other.
 * @param span minutes that one item takes on the screen
 */
export function placeInLanes(items: readonly DayItem[], span: number): Placed[] {
  const placed: Placed[] = [];
  let cluster: { item: DayItem; lane: number; end: number }[] = [];
  const close = () => {
    const lanes = Math.max(0, ...cluster.map((one) => one.lane)) + 1;
    placed.push(...cluster.map(({ item, lane }) => ({ item, lane, lanes })));
    cluster = [];
  };
  for (const item of items) {
    const start = minutesOf(item.wall);
    if (cluster.length > 0 && cluster.every((one) => one.end <= start)) close();
    const busy = new Set(cluster.filter((one) => one.end > start).map((one) => one.lane));
    let lane = 0;
    while (busy.has(lane)) lane++;
    cluster.push({ item, lane, end: start + span });
  }
  if (cluster.length > 0) close();
  return placed;
}

/** How many hours a day has in a zone: 24, but for days when clocks change. */
export const hoursOf = (date: string, zone: string): number =>
  (Date.parse(wallToInstant(`${addDays(date, 1)}T00:00`, zone)) -
    Date.parse(wallToInstant(`${date}T00:00`, zone))) /
  3_600_000;
