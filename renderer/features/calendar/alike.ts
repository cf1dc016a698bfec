import { plural } from '@lingui/core/macro';
import type { PostView } from '../../../shared/queries.ts';
import { nowIso } from '../../app/clock.ts';
import { mutateAll, type PlannedMutation } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import type { StepResult } from '../../app/undo-stack.ts';
import { isLocked } from '../post/post-state.ts';
import { type AlikeChoice, type AlikePlan, planOf } from './alike-plan.ts';
import { remove, restoreWrites } from './bulk.ts';

/** Does it to all groups at once: one step, taken back in one. */
export async function settleAlike(plans: readonly AlikePlan[]): Promise<boolean> {
  const gone = plans.flatMap((plan) => plan.gone);
  const added = plans.flatMap((plan) => plan.added);
  const put = async (): Promise<StepResult> => {
    const now = await readOnce('posts', {
      ids: [...gone, ...plans.map(({ keep }) => keep)].map(({ id }) => id),
    });
    const open = now.filter((post) => gone.some(({ id }) => id === post.id) && !isLocked(post));
    const stands = added.filter(({ args }) => now.some(({ id }) => id === args.post_id));
    return open.length > 0 ? mutateAll([...stands, ...open.map(remove)]) : 'changed';
  };
  const back = async (): Promise<StepResult> => {
    const now = await readOnce('posts', {
      ids: [...gone, ...plans.map(({ keep }) => keep)].map(({ id }) => id),
    });
    const missing = gone.filter(({ id }) => !now.some((post) => post.id === id));
    const taken = added.flatMap(({ args }): PlannedMutation[] => {
      const keep = now.find(({ id }) => id === args.post_id);
      if (!keep || isLocked(keep)) return [];
      const { brand_id, post_id, connection_id } = args;
      return [{ name: 'target.remove', args: { brand_id, post_id, connection_id } }];
    });
    const writes = [...taken, ...missing.flatMap(restoreWrites)];
    return writes.length > 0 ? mutateAll(writes) : 'changed';
  };
  if ((await put()) !== true) return false;
  offerUndo(plural(gone.length, { one: '# post deleted.', other: '# posts deleted.' }), back, put);
  return true;
}

/** The plans of all groups as they are chosen. */
export const plansOf = (
  groups: readonly (readonly PostView[])[],
  choiceOf: (group: readonly PostView[]) => AlikeChoice,
): AlikePlan[] => groups.flatMap((group) => planOf(group, choiceOf(group), nowIso()) ?? []);
