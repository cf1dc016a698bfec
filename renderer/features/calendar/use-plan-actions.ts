import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import type { PlanLanes } from '../../../shared/planning/filter.ts';
import type { PostCard, QueryResult } from '../../../shared/queries.ts';
import { daysBetween } from '../../../shared/time/calendar.ts';
import { instantToWall, wallToInstant } from '../../../shared/time/wall.ts';
import { readOnce } from '../../app/read-once.ts';
import { useBrand } from '../../app/use-brand.ts';
import { showToast } from '../../ui/toast.tsx';
import { deletePost, movePost } from '../post/actions.ts';
import { type When, whenAt } from '../post/slots.ts';
import type { useSlots } from '../post/use-slots.ts';
import { copyPosts, deletePosts, movePosts, moveToFreeSlots, setPillar } from './bulk.ts';
import { NO_LANE } from './lanes.ts';
import type { Way } from './move-dialog.tsx';
import { type Shift, shiftBetween, shiftWall } from './moves.ts';
import { selection, useClipboard, useSelection } from './selection.ts';

const USUAL_TIME = '09:00';

/** The posts that one stands for: all that are chosen where it is one of them. */
const carried = (post: Pick<PostCard, 'id'>): string[] => {
  const { ids } = useSelection.getState();
  return ids.has(post.id) ? [...ids] : [post.id];
};

/** What keys, drags and buttons of the calendar do to posts. */
export function usePlanActions(slots: ReturnType<typeof useSlots>, parts: QueryResult<'planParts'>) {
  const { t } = useLingui();
  const brand = useBrand();
  const zone = brand.time_zone;
  const shownWall = (post: PostCard) => (post.scheduled_at ? instantToWall(post.scheduled_at, zone) : null);

  /** A time of a post as a `when`: a free slot of the brand on screen where there is one, and each slot once. */
  function slotFinder() {
    const used = new Set<string>();
    return (brandId: string, wall: string, timeZone: string): When => {
      const instant = wallToInstant(wall, timeZone);
      const open =
        brandId === brand.id ? slots.between(instant, new Date(Date.parse(instant) + 1).toISOString()) : [];
      const when = whenAt(
        wall,
        timeZone,
        open.filter((slot) => !used.has(slot.when.slot_key ?? '')),
      );
      if (when.slot_key) used.add(when.slot_key);
      return when;
    };
  }

  /** Moves a post, and those chosen with it, on each one's own clock. */
  async function shift(post: PostCard, by: Shift, pillarId?: string | null): Promise<void> {
    const ids = carried(post);
    const whenOn = slotFinder();
    const to = (one: PostCard) =>
      whenOn(one.brand_id, shiftWall(one.wall_time ?? '', by), one.time_zone ?? zone);
    if (ids.length === 1 && pillarId === undefined) {
      if (post.wall_time && (by.days !== 0 || by.minutes !== 0)) await movePost(post, to(post));
      return;
    }
    const posts = ids.length === 1 ? [post] : await readOnce('posts', { ids });
    const planned = posts.filter(({ wall_time }) => wall_time !== null);
    await movePosts(
      planned.map((one) => ({ post: one, when: to(one), ...(pillarId !== undefined && { pillarId }) })),
    );
  }

  /** Copies a post, and those chosen with it; the copies are chosen then. */
  async function copy(post: PostCard, by: Shift, brandId?: string): Promise<void> {
    const posts = await readOnce('posts', { ids: carried(post) });
    const whenOn = slotFinder();
    const made = await copyPosts(
      posts.flatMap((source) => {
        if (!source.wall_time || !source.time_zone) return [];
        const into = brandId ?? source.brand_id;
        return [
          { source, brandId: into, when: whenOn(into, shiftWall(source.wall_time, by), source.time_zone) },
        ];
      }),
    );
    selection.set(made);
  }

  const act = (post: PostCard, by: Shift, copies: boolean) =>
    void (copies ? copy(post, by) : shift(post, by));

  return {
    shift: (post: PostCard, by: Shift) => void shift(post, by),
    dropOnDay(post: PostCard, day: string, copies: boolean) {
      const wall = shownWall(post);
      if (wall) act(post, { days: daysBetween(wall.slice(0, 10), day), minutes: 0 }, copies);
    },
    dropAt(post: PostCard, to: string, copies: boolean) {
      const wall = shownWall(post);
      if (wall) act(post, shiftBetween(wall, to), copies);
    },
    dropInLane(post: PostCard, day: string, lane: string, by: PlanLanes, copies: boolean) {
      const wall = shownWall(post);
      if (!wall) return;
      const days = { days: daysBetween(wall.slice(0, 10), day), minutes: 0 };
      // A post stays in its brand; what is put into another one is a copy.
      if (by === 'brand' && lane !== post.brand_id) return void copy(post, days, lane);
      const pillar = parts.pillars.find(({ id }) => id === lane);
      const fits = lane === NO_LANE || pillar?.brand_id === post.brand_id;
      if (by === 'pillar' && fits && !copies) return void shift(post, days, pillar?.id ?? null);
      act(post, days, copies);
    },
    async moveChosen(way: Way) {
      const posts = await readOnce('posts', { ids: [...useSelection.getState().ids] });
      if (way.kind === 'slots') return void (await moveToFreeSlots(posts));
      const whenOn = slotFinder();
      await movePosts(
        posts.flatMap((post) => {
          const wall = post.wall_time;
          if (!wall) return [];
          const days =
            way.kind === 'days' ? way.days : daysBetween(shownWall(post)?.slice(0, 10) ?? '', way.date);
          const to = shiftWall(wall, { days, minutes: 0 });
          return [{ post, when: whenOn(post.brand_id, to, post.time_zone ?? zone) }];
        }),
      );
    },
    async setPillar(pillarId: string | null) {
      const owner = parts.pillars.find(({ id }) => id === pillarId)?.brand_id;
      const posts = await readOnce('posts', { ids: [...useSelection.getState().ids] });
      await setPillar(
        posts.filter(({ brand_id }) => owner === undefined || brand_id === owner),
        pillarId,
      );
    },
    async remove(post: PostCard | null) {
      const ids = post ? carried(post) : [...useSelection.getState().ids];
      const [only] = ids.length === 1 ? await readOnce('posts', { ids }) : [];
      const done = only ? await deletePost(only) : await deletePosts(ids);
      if (done) selection.clear();
    },
    /** Remembers what is to be pasted; also in another brand. */
    take(post: PostCard | null) {
      const ids = post ? carried(post) : [...useSelection.getState().ids];
      if (ids.length === 0) return;
      useClipboard.setState({ ids });
      showToast({
        title: plural(ids.length, { one: '# post is ready to paste.', other: '# posts are ready to paste.' }),
        description: t`Go to a day, in this brand or another, and paste.`,
      });
    },
    /** Copies what was taken to a day: the first of it there, the others as far after it as they were. */
    async paste(day: string) {
      const ids = [...useClipboard.getState().ids];
      const posts = await readOnce('posts', { ids });
      const first = posts.flatMap(({ wall_time }) => wall_time?.slice(0, 10) ?? []).toSorted()[0] ?? day;
      const whenOn = slotFinder();
      const made = await copyPosts(
        posts.map((source) => {
          const wall = shiftWall(source.wall_time ?? `${first}T${USUAL_TIME}`, {
            days: daysBetween(first, day),
            minutes: 0,
          });
          // In another brand nine o’clock is nine o’clock there.
          const timeZone = source.brand_id === brand.id ? (source.time_zone ?? zone) : zone;
          return { source, brandId: brand.id, when: whenOn(brand.id, wall, timeZone) };
        }),
      );
      selection.set(made);
      return made;
    },
  };
}
