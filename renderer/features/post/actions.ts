import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { PostView } from '../../../shared/queries.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { wallToInstant } from '../../../shared/time/wall.ts';
import { displayLocale } from '../../app/i18n.ts';
import { mutate, mutateAll } from '../../app/mutate.ts';
import { offerUndo } from '../../app/undo.ts';
import { showToast } from '../../ui/toast.tsx';
import { isLocked } from './post-state.ts';
import { type When, whenOf } from './slots.ts';

/** Moves a post to another time and offers to put it back. Refuses the past, and posts that are out. */
export async function movePost(post: PostView, when: When): Promise<boolean> {
  if (isLocked(post)) {
    showToast({ title: i18n._(msg`A published post stays where it is.`) });
    return false;
  }
  if (wallToInstant(when.wall_time, when.time_zone) <= new Date().toISOString()) {
    showToast({ title: i18n._(msg`That time has passed.`), description: i18n._(msg`Choose a later one.`) });
    return false;
  }
  const named = { id: post.id, brand_id: post.brand_id };
  const before = whenOf(post);
  if (!(await mutate('post.schedule', { ...named, when }))) return false;
  const time = formatWall(when.wall_time, displayLocale());
  offerUndo(i18n._(msg`Moved to ${time}.`), () => {
    if (before) void mutate('post.schedule', { ...named, when: before });
    else void mutate('post.unschedule', named);
  });
  return true;
}

/** Takes a post off the calendar and keeps its words as an idea. */
export async function unplanPost(post: PostView): Promise<void> {
  const named = { id: post.id, brand_id: post.brand_id };
  const before = whenOf(post);
  if (!before || isLocked(post) || !(await mutate('post.unschedule', named))) return;
  offerUndo(i18n._(msg`Moved to Ideas.`), () => void mutate('post.schedule', { ...named, when: before }));
}

/** Deletes a post and offers to bring it back with its channels. */
export async function deletePost(post: PostView): Promise<boolean> {
  if (isLocked(post)) {
    showToast({ title: i18n._(msg`A published post stays as a record.`) });
    return false;
  }
  const { pillar: _pillar, targets, pending: _pending, ...row } = post;
  const { id, brand_id, version } = row;
  if (!(await mutate('post.delete', { id, brand_id, version }))) return false;
  offerUndo(i18n._(msg`Post deleted.`), () => {
    void mutateAll([
      { name: 'post.restore', args: { row } },
      ...targets.map(({ connection_id, text }) => ({
        name: 'target.add' as const,
        args: { brand_id, post_id: id, connection_id, text },
      })),
    ]);
  });
  return true;
}
