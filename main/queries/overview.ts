import type { QueryArgs, QueryResult } from '../../shared/queries.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { wholeEngagement } from './read-rows.ts';
import { postViews } from './views.ts';

/** Publication states that need a person. What is out may need one too (`needsSeeingTo`, shared/publishing/take-down.ts). */
const NEEDS_PERSON = ['failed', 'unknown', 'missed'] as const;

/** What a brand has and what is next in it, counted. */
export function overview(replica: ReplicaView, { brandId }: QueryArgs<'overview'>): QueryResult<'overview'> {
  const now = replica.now().toISOString();
  const counts = replica.read.get<Omit<QueryResult<'overview'>, 'next'>>(
    `select (select count(*) from pillars where brand_id = :brand) as pillars,
            (select count(*) from schedules where brand_id = :brand) as schedules,
            (select count(*) from connections where brand_id = :brand) as connections,
            (select count(*) from posts where brand_id = :brand and status = 'draft') as drafts,
            (select count(*) from posts where brand_id = :brand and scheduled_at >= :now) as scheduled,
            (select count(*) from comments where brand_id = :brand and status = 'open'
                and ${wholeEngagement(':brand')}) as openComments,
            (select count(*) from feed_items i join feed_sources s on s.id = i.source_id
               left join feed_marks m on m.id = i.id
              where i.brand_id = :brand and coalesce(m.read, 0) = 0 and coalesce(m.dismissed, 0) = 0
                and m.post_id is null) as newArticles,
            (select count(*) from publications where brand_id = :brand
                and (state in (${NEEDS_PERSON.map((state) => `'${state}'`)})
                  or state = 'waiting' and error_code = 'by_hand'))
              + (select count(*) from standings s join publications p on p.id = s.id left join takedowns d on d.id = p.subject_id
                  where s.brand_id = :brand and (s.state in ('failed', 'waiting') and d.remove_at is not null
                                              or s.state = 'gone' and d.remove_at is null))
              + (select count(*) from takedowns d join publications p on p.subject_id = d.id
                  where d.brand_id = :brand and d.remove_at <= :now
                    and (p.state = 'by_hand' or p.state = 'published' and p.remote_id is null)) as failed`,
    { brand: brandId, now },
  );
  if (!counts) throw new Error('SQLite gave no row of counts.');
  const [next] = postViews(
    replica,
    `p.id = (select id from (
               select * from (select id, scheduled_at as at from posts
                               where brand_id = :brand and scheduled_at >= :now order by 2, 1 limit 1)
               union all
               select * from (select t.post_id, t.scheduled_at from targets t join posts o on o.id = t.post_id
                               where t.brand_id = :brand and t.scheduled_at >= :now and o.scheduled_at is not null
                               order by 2, 1 limit 1)) order by at, id limit 1)`,
    { brand: brandId, now },
  );
  return { ...counts, next: next ?? null };
}
