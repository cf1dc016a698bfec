import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { PostCard } from '../../../shared/queries.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { instantToWall, wallToInstant } from '../../../shared/time/wall.ts';
import { nowIso } from '../../app/clock.ts';
import { displayLocale } from '../../app/i18n.ts';
import { mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import type { StepResult } from '../../app/undo-stack.ts';
import { showToast } from '../../ui/toast.tsx';
import { isFixed } from './post-state.ts';

/** A date of a channel's own; null: it goes out with its post. */
export type OwnDate = { wall_time: string; time_zone: string } | null;
type Change = { connectionId: string; before: OwnDate; after: OwnDate };

/** Gives a channel of a post a date of its own, or (null) lets it go out with the post again; offers to undo it. */
export async function dateChannel(
  post: Pick<PostCard, 'id' | 'brand_id'>,
  connectionId: string,
  when: OwnDate,
): Promise<boolean> {
  return dateChannels(post, [connectionId], () => when);
}

/** Moves channels that have a date of their own by so much, on that date's own clock. */
export async function shiftChannels(
  post: Pick<PostCard, 'id' | 'brand_id'>,
  connectionIds: readonly string[],
  shift: (wall: string) => string,
): Promise<boolean> {
  return dateChannels(post, connectionIds, (own) => own && { ...own, wall_time: shift(own.wall_time) });
}

async function dateChannels(
  post: Pick<PostCard, 'id' | 'brand_id'>,
  connectionIds: readonly string[],
  to: (own: OwnDate) => OwnDate,
): Promise<boolean> {
  const now = await readOnce('post', { id: post.id });
  const changes = connectionIds.flatMap((connectionId): Change[] => {
    const target = now?.targets.find(({ connection_id }) => connection_id === connectionId);
    if (!target) return [];
    const before = dateOf(target);
    return [{ connectionId, before, after: to(before) }];
  });
  if (changes.some(({ after }) => after && wallToInstant(after.wall_time, after.time_zone) <= nowIso())) {
    showToast({ title: i18n._(msg`That time has passed.`), description: i18n._(msg`Choose a later one.`) });
    return false;
  }
  if ((await put(post, changes)) !== true) return false;
  const [first] = changes;
  const at =
    first?.after &&
    formatWall(
      instantToWall(wallToInstant(first.after.wall_time, first.after.time_zone), first.after.time_zone),
      displayLocale(),
    );
  const back = changes.map(({ before, after, ...channel }) => ({ ...channel, before: after, after: before }));
  offerUndo(
    at ? i18n._(msg`This channel goes out at ${at}.`) : i18n._(msg`This channel goes out with the post.`),
    () => put(post, back),
    () => put(post, changes),
  );
  return true;
}

const dateOf = ({ wall_time, time_zone }: { wall_time: string | null; time_zone: string | null }): OwnDate =>
  wall_time !== null && time_zone !== null ? { wall_time, time_zone } : null;
const same = (a: OwnDate, b: OwnDate) => a?.wall_time === b?.wall_time && a?.time_zone === b?.time_zone;

/** Those that still are where they are expected, and not out. */
async function put({ id, brand_id }: Pick<PostCard, 'id' | 'brand_id'>, changes: readonly Change[]) {
  const post = await readOnce('post', { id });
  const writes = changes.flatMap(({ connectionId, before, after }) => {
    const target = post?.targets.find(({ connection_id }) => connection_id === connectionId);
    if (!target || isFixed(target) || !same(dateOf(target), before) || same(before, after)) return [];
    const named = { brand_id, post_id: id, connection_id: connectionId };
    return [{ name: 'target.when' as const, args: { ...named, when: after } }];
  });
  return writes.length > 0 ? mutateAll(writes) : ('changed' satisfies StepResult);
}
