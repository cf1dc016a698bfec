import { postViews } from '../queries/views.ts';
import type { ReplicaView } from '../replica/replica.ts';

/**
 * Whether a post may go out as it is now, as far as this device knows: its brand asks for no approval, or it has one
 * for exactly these words. A brand whose first snapshot is still on its way may have a rule that is not here yet.
 */
export function isCleared(replica: ReplicaView, postId: string): boolean {
  const [post] = postViews(replica, 'p.id = ?', postId);
  if (!post) return false;
  const scope = `brand:${post.brand_id}:planning`;
  if (
    replica.read.get(
      `select 1 from loading l where l.scope = ?
         and not exists (select 1 from base_rows w where w.scope = l.scope)`,
      scope,
    )
  )
    return false;
  return !post.review.required || post.review.state === 'approved';
}
