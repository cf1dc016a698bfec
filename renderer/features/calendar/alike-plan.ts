import { asWritten } from '../../../shared/mentions/tokens.ts';
import { goesOutAt } from '../../../shared/mutators/target.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import type { PostView } from '../../../shared/queries.ts';
import type { PlannedMutation } from '../../app/mutate.ts';
import { targetAsItWas } from '../post/out-times.ts';
import { isLocked } from '../post/post-state.ts';

/** What becomes of posts that say nearly the same: all stay, or one does, perhaps on the others' channels, too. */
export type AlikeChoice = { way: 'all' | 'one' | 'merged'; keep: string };

/** What choosing does to a group: posts that go, and channels that the one that stays gets. */
export type AlikePlan = { keep: PostView; gone: PostView[]; added: AddedTarget[] };
type AddedTarget = PlannedMutation & { name: 'target.add' };

/** The one that stays unless somebody says otherwise: what is out stays anyway, else the first. */
export const usualKeep = (group: readonly PostView[]): string =>
  (group.find((post) => isLocked(post)) ?? group[0])?.id ?? '';

/**
 * @param now what lies before it is no time for a channel
 * @returns null where nothing would change
 */
export function planOf(
  group: readonly PostView[],
  { way, keep: id }: AlikeChoice,
  now: string,
): AlikePlan | null {
  const keep = group.find((post) => post.id === id);
  if (!keep || way === 'all') return null;
  const gone = group.filter((post) => post !== keep && !isLocked(post));
  if (gone.length === 0) return null;
  if (way === 'one' || isLocked(keep)) return { keep, gone, added: [] };
  const has = new Set(keep.targets.map(({ connection_id }) => connection_id));
  const shared = outgoingText(keep, null, asWritten);
  const added = gone.flatMap((post) =>
    post.targets.flatMap((target): AddedTarget[] => {
      if (has.has(target.connection_id)) return [];
      has.add(target.connection_id);
      // It says there what it would have said, when it would have said it.
      const words = outgoingText(post, target.text, asWritten);
      const at = goesOutAt(post, target);
      const { when: own, ...same } = targetAsItWas(target);
      const moment = own ?? { wall_time: post.wall_time ?? '', time_zone: post.time_zone ?? '' };
      const apart = at !== null && at > now && at !== keep.scheduled_at;
      return [
        {
          name: 'target.add',
          args: {
            ...{ brand_id: keep.brand_id, post_id: keep.id },
            ...same,
            text: words === shared ? null : words,
            when: apart ? moment : null,
          },
        },
      ];
    }),
  );
  return { keep, gone, added };
}
