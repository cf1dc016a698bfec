import { plural } from '@lingui/core/macro';
import { evergreenPostId } from '../../../shared/mutators/evergreen.ts';
import type { PostView } from '../../../shared/queries.ts';
import { mutateAll, type PlannedMutation } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import type { StepResult } from '../../app/undo-stack.ts';
import { isLocked } from '../post/post-state.ts';
import type { When } from '../post/slots.ts';
import { templateOf } from '../recurrence/actions.ts';

/** An evergreen post in a free slot, on those of its channels that the slot is for. */
export type FillLine = { post: PostView; when: When; instant: string; connectionIds: readonly string[] };

/** Makes the posts of all lines at once, as one step to take back. */
export async function fillFromEvergreens(brandId: string, lines: readonly FillLine[]): Promise<boolean> {
  const made = lines.flatMap(({ post, when, connectionIds }) => {
    const { schedule_id, slot_key } = when;
    if (schedule_id === null || slot_key === null) return [];
    const { targets, media, parts } = templateOf(post, null);
    const goesThere = ({ connection_id: id }: { connection_id: string | null }) =>
      id === null || connectionIds.includes(id);
    const args = {
      ...{ brand_id: brandId, source_id: post.id, when: { ...when, schedule_id, slot_key } },
      ...{
        targets: targets.filter(goesThere),
        media: media.filter(goesThere),
        parts: parts.filter(goesThere),
      },
    };
    const write: PlannedMutation = { name: 'evergreen.make', args };
    return [{ id: evergreenPostId(post.id, slot_key), write }];
  });
  const make = () => mutateAll(made.map(({ write }) => write));
  if (made.length === 0 || !(await make())) return false;
  const undo = async (): Promise<StepResult> => {
    const there = (await readOnce('posts', { ids: made.map(({ id }) => id) })).filter(
      (post) => !isLocked(post),
    );
    if (there.length === 0) return 'changed';
    return mutateAll(
      there.map(({ id, brand_id, version }) => ({ name: 'post.delete', args: { id, brand_id, version } })),
    );
  };
  offerUndo(plural(made.length, { one: '# post planned.', other: '# posts planned.' }), undo, make);
  return true;
}
