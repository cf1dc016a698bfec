import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import type { ReviewView } from '../../../shared/queries.ts';
import { mutate, newId } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import type { StepResult } from '../../app/undo-stack.ts';

export type Decision = Row<'decision'>['decision'];
type About = Pick<ReviewView, 'content' | 'heads' | 'state'>;

/** Writes a decision about what is on screen. @returns its id; null when it could not be written */
async function write(
  post: { id: string; brand_id: string },
  { content, heads }: About,
  decision: Decision,
  note: string,
): Promise<string | null> {
  const id = newId();
  const { id: post_id, brand_id } = post;
  const done = await mutate('decision.make', { id, brand_id, post_id, decision, content, seen: heads, note });
  return done ? id : null;
}

/** Takes a decision back, unless somebody has answered it or the words have changed: by another one, in the open. */
async function takeBack(
  post: { id: string; brand_id: string },
  id: string,
  before: About['state'],
): Promise<StepResult> {
  const now = await readOnce('review', { postId: post.id });
  if (now?.heads.length !== 1 || now.heads[0] !== id) return 'changed';
  return (await write(post, now, before === 'in_review' ? 'asked' : 'withdrawn', '')) !== null;
}

/**
 * Decides about a post as it is on screen, and offers to take it back.
 * @param review what the person looks at; another version of it that arrives meanwhile is not what they decide about
 */
export async function decide(
  post: { id: string; brand_id: string },
  review: About,
  decision: Decision,
  note = '',
): Promise<boolean> {
  const made = await write(post, review, decision, note.trim());
  if (made === null) return false;
  let last = made;
  const titles = {
    asked: i18n._(msg`Sent for review.`),
    approved: i18n._(msg`Approved.`),
    changes_requested: i18n._(msg`Changes requested.`),
    withdrawn: i18n._(msg`Taken back.`),
  } satisfies Record<Decision, string>;
  offerUndo(
    titles[decision],
    () => takeBack(post, last, review.state),
    async () => {
      const now = await readOnce('review', { postId: post.id });
      if (!now) return 'changed';
      const again = await write(post, now, decision, note.trim());
      if (again !== null) last = again;
      return again !== null;
    },
  );
  return true;
}
