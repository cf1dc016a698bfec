import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { itemPostId } from '../../../shared/mutators/smart-feed.ts';
import type { FeedItemView } from '../../../shared/queries.ts';
import { mutate, mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import type { StepResult } from '../../app/undo-stack.ts';

/** Read, whoever reads it. */
export function markRead({ id, brand_id, mark }: FeedItemView): void {
  if (!mark?.read) void mutate('feedItem.mark', { id, brand_id, fields: { read: true } });
}

/** Takes an article out of the list, or puts a dismissed one back. */
export async function setDismissed(item: FeedItemView, dismissed: boolean): Promise<boolean> {
  const { id, brand_id, title } = item;
  const set = (to: boolean) =>
    mutate('feedItem.mark', { id, brand_id, fields: { dismissed: to, ...(to && { read: true }) } });
  if (!(await set(dismissed))) return false;
  offerUndo(
    dismissed ? i18n._(msg`Dismissed: ${title}`) : i18n._(msg`Back in the list: ${title}`),
    () => set(!dismissed),
    () => set(dismissed),
  );
  return true;
}

/**
 * Makes an idea of an article, with its title, its link and where it comes from.
 * @param channels where the idea goes
 * @returns the post's id; null when it could not be written
 */
export async function makeIdea(item: FeedItemView, channels: readonly string[]): Promise<string | null> {
  const { id, brand_id, title, source, text, url } = item;
  const notes = [i18n._(msg`From ${source}`), url ?? '', text].filter((line) => line !== '').join('\n');
  const args = { id, brand_id, source_name: source, title, notes, link: url, connection_ids: [...channels] };
  const make = () => mutate('feedItem.makePost', args);
  if (!(await make())) return null;
  const postId = itemPostId(id);
  const undo = async (): Promise<StepResult> => {
    const [post] = await readOnce('posts', { ids: [postId] });
    // What somebody has written on since is not taken away.
    if (!post || post.version > 1) return 'changed';
    return mutateAll([
      { name: 'post.delete', args: { id: postId, brand_id, version: post.version } },
      { name: 'feedItem.mark', args: { id, brand_id, fields: { post_id: null } } },
    ]);
  };
  offerUndo(i18n._(msg`An idea now: ${title}`), undo, make);
  return postId;
}
