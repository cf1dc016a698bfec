import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { PostCard, PostView } from '../../../shared/queries.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { wallToInstant } from '../../../shared/time/wall.ts';
import { nowIso } from '../../app/clock.ts';
import { displayLocale } from '../../app/i18n.ts';
import { mutate, mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo, rememberEdit } from '../../app/undo.ts';
import { putBack } from '../../app/undo-edit.ts';
import type { StepResult } from '../../app/undo-stack.ts';
import { showToast } from '../../ui/toast.tsx';
import { targetAsItWas } from './out-times.ts';
import { isLocked } from './post-state.ts';
import { type When, whenOf } from './slots.ts';
import type { Words } from './words.ts';

/** Puts a post on the calendar, moves it, or (null) takes it off, as long as it still is where it is expected. */
async function putAt({ id, brand_id }: Named, when: When | null, expected: When | null): Promise<StepResult> {
  const post = await readOnce('post', { id });
  const place = (at: When | null) => at && `${at.wall_time} ${at.time_zone}`;
  if (!post || isLocked(post) || place(whenOf(post)) !== place(expected)) return 'changed';
  return when ? mutate('post.schedule', { id, brand_id, when }) : mutate('post.unschedule', { id, brand_id });
}

/** Puts a post on the calendar or moves it, and offers to put it back. Refuses the past, and posts that are out. */
export async function movePost(post: PostCard, when: When): Promise<boolean> {
  if (isLocked(post)) {
    showToast({ title: i18n._(msg`A published post stays where it is.`) });
    return false;
  }
  if (wallToInstant(when.wall_time, when.time_zone) <= nowIso()) {
    showToast({ title: i18n._(msg`That time has passed.`), description: i18n._(msg`Choose a later one.`) });
    return false;
  }
  const before = whenOf(post);
  if (!(await mutate('post.schedule', { id: post.id, brand_id: post.brand_id, when }))) return false;
  const time = formatWall(when.wall_time, displayLocale());
  offerUndo(
    before ? i18n._(msg`Moved to ${time}.`) : i18n._(msg`Planned for ${time}.`),
    () => putAt(post, before, when),
    () => putAt(post, when, before),
  );
  return true;
}

/** Takes a post off the calendar and keeps its words as an idea. */
export async function unplanPost(post: PostView): Promise<void> {
  const { id, brand_id } = post;
  const before = whenOf(post);
  if (!before || isLocked(post) || !(await mutate('post.unschedule', { id, brand_id }))) return;
  offerUndo(
    i18n._(msg`Moved to Ideas.`),
    () => putAt(post, before, null),
    () => putAt(post, null, before),
  );
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
  offerUndo(
    i18n._(msg`Post deleted.`),
    async () => {
      if (await readOnce('post', { id })) return 'changed';
      return mutateAll([
        { name: 'post.restore', args: { row } },
        ...targets.map((target) => ({
          name: 'target.add' as const,
          args: { brand_id, post_id: id, ...targetAsItWas(target) },
        })),
      ]);
    },
    async () => {
      const now = await readOnce('post', { id });
      if (!now || isLocked(now)) return 'changed';
      return mutate('post.delete', { id, brand_id, version: now.version });
    },
  );
  return true;
}

type Named = Pick<PostView, 'id' | 'brand_id'>;
const LONG = ['caption', 'notes'] as const;

/** Writes words over those that are expected to be there; long text is merged with what came meanwhile. */
async function putWords(
  { id, brand_id }: Named,
  fields: Record<string, unknown>,
  expected: Record<string, unknown>,
): Promise<StepResult> {
  const post = await readOnce('post', { id });
  const left = post && !isLocked(post) ? putBack(fields, expected, post, LONG) : null;
  if (!left) return 'changed';
  const base = Object.fromEntries(
    LONG.filter((name) => Object.hasOwn(left, name)).map((name) => [name, expected[name] as string]),
  );
  return mutate('post.edit', { id, brand_id, fields: left, base });
}

/** Words were typed into a post: Ctrl/Cmd-Z takes them back. */
export function rememberWords(post: Named, before: Partial<Words>, after: Partial<Words>): void {
  rememberEdit(i18n._(msg`Post edited.`), { key: `post/${post.id}`, before, after }, (fields, expected) =>
    putWords(post, fields, expected),
  );
}

/** Puts words of an earlier version back and offers to undo that. */
export async function restoreWords(post: PostView, words: Partial<Words>): Promise<boolean> {
  const before = Object.fromEntries(
    Object.keys(words).map((name) => [name, post[name as keyof Words]]),
  ) as Partial<Words>;
  if ((await putWords(post, words, before)) !== true) return false;
  offerUndo(
    i18n._(msg`Earlier version restored.`),
    () => putWords(post, before, words),
    () => putWords(post, words, before),
  );
  return true;
}
