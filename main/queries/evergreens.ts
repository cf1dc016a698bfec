import type { EvergreenView, QueryArgs } from '../../shared/queries.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { postViews } from './views.ts';

/**
 * Posts that somebody called evergreen, the oldest first, with every time at which they, or the posts made from them,
 * went out or are planned. A post that was made from one is no evergreen itself.
 */
export function evergreens(replica: ReplicaView, { brandId }: QueryArgs<'evergreens'>): EvergreenView[] {
  const posts = postViews(
    replica,
    `p.id in (select b.id from briefs b where b.brand_id = :brand and b.urgency = 'evergreen'
                 and not exists (select 1 from origins o where o.id = b.id and o.source = 'post'))
      order by p.created_at, p.id`,
    { brand: brandId },
  );
  if (posts.length === 0) return [];
  const times = replica.read.all<{ id: string; at: string }>(
    `select s.value as id, p.scheduled_at as at
       from json_each(:ids) s
       join (select id, id as source_id from posts where brand_id = :brand
             union all select o.id, o.source_id from origins o where o.brand_id = :brand and o.source = 'post') m
         on m.source_id = s.value
       join posts p on p.id = m.id
      where p.scheduled_at is not null order by p.scheduled_at, p.id`,
    { ids: JSON.stringify(posts.map(({ id }) => id)), brand: brandId },
  );
  const byPost = Map.groupBy(times, ({ id }) => id);
  return posts.map((post) => ({ post, times: (byPost.get(post.id) ?? []).map(({ at }) => at) }));
}
