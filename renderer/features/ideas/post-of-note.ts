import { mutateAll, newId, type PlannedMutation } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { emptyWords } from '../post/words.ts';

const TITLE = 80;

/**
 * Makes a post of a note and opens it: its first line names the post, all of it is the caption.
 * @param first what is written before, where the note itself is new
 */
export async function postOfNote(
  { id, brand_id, text }: { id: string; brand_id: string; text: string },
  channels: readonly string[],
  first?: PlannedMutation,
): Promise<boolean> {
  const post = newId();
  const caption = text.trim();
  const [line = ''] = caption.split('\n');
  const made = await mutateAll([
    ...(first ? [first] : []),
    {
      name: 'post.create',
      args: { id: post, brand_id, ...emptyWords, title: line.slice(0, TITLE), caption, when: null },
    },
    ...channels.map((connection_id) => ({
      name: 'target.add' as const,
      args: { brand_id, post_id: post, connection_id, text: null },
    })),
    { name: 'journalEntry.edit', args: { id, brand_id, fields: { post_id: post } } },
  ]);
  if (made) go(`/post/${post}`);
  return made;
}
