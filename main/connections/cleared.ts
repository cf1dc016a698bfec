import { postViews } from '../queries/views.ts';
import type { ReplicaView } from '../replica/replica.ts';

/**
 * Whether a post may go out as it is now, as far as this device knows: its brand asks for no approval, or it has one
 * for exactly these words. A brand whose first snapshot is still on its way may have a rule that is not here yet.
 */
export function isCleared(replica: ReplicaView, postId: string): boolean {
  const found = replica.read.get<{ required: number | null; loading: number }>(
    `select r.required, exists (
        select 1 from loading l where l.scope = 'brand:' || p.brand_id || ':planning'
           and not exists (select 1 from base_rows w where w.scope = l.scope)) as loading
       from posts p left join approval_rules r on r.id = p.brand_id where p.id = ?`,
    postId,
  );
  if (!found || found.loading === 1) return false;
  if (found.required !== 1) return true;
  const [post] = postViews(replica, 'p.id = ?', postId);
  return post?.review.state === 'approved';
}
