import type { PublicationState } from '../../../../shared/kinds/index.ts';
import type { PartView, PostView } from '../../../../shared/queries.ts';

const FIXED: readonly PublicationState[] = ['publishing', 'published', 'unknown', 'by_hand'];

/** Whether a part of a thread that began to go out may still be changed: it stopped there, and is out nowhere. */
export function mayMend(post: Pick<PostView, 'targets'>, part: Pick<PartView, 'id'>): boolean {
  const states = post.targets.flatMap(({ steps }) =>
    steps.filter(({ part_id }) => part_id === part.id).map(({ state }) => state),
  );
  return states.length > 0 && !states.some((state) => FIXED.includes(state));
}
