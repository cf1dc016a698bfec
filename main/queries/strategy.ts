import type { HookView, IdeaView, QueryArgs, QueryResult } from '../../shared/queries.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { decodeRow } from '../replica/rows.ts';
import { byId, rowsOf } from './read-rows.ts';
import { postViews } from './views.ts';

export const hookViews = ({ read }: ReplicaView, { brandId }: QueryArgs<'hooks'>): HookView[] =>
  read
    .all<Record<string, unknown>>(
      `select h.*, coalesce(u.uses, 0) as uses, u.last_used_at
         from hooks h
         left join (select i.hook_id, count(*) as uses, max(coalesce(p.scheduled_at, p.created_at)) as last_used_at
                      from ideas i join posts p on p.id = i.id
                     where i.brand_id = :brand and i.hook_id is not null group by i.hook_id) u on u.hook_id = h.id
        where h.brand_id = :brand order by h.created_at desc, h.id desc`,
      { brand: brandId },
    )
    .map((raw) => ({
      ...decodeRow('hook', raw),
      uses: raw.uses as number,
      last_used_at: raw.last_used_at as string | null,
    }));

export function ideaViews(replica: ReplicaView, { brandId }: QueryArgs<'ideas'>): IdeaView[] {
  const posts = postViews(
    replica,
    "p.brand_id = ? and p.status = 'draft' order by p.created_at desc, p.id desc",
    brandId,
  );
  const places = byId(rowsOf(replica.read, 'idea', 'select * from ideas where brand_id = ?', brandId));
  return posts.map((post) => ({ id: post.id, post, place: places.get(post.id) ?? null }));
}

export function journal(
  { read }: ReplicaView,
  { brandId, from, to }: QueryArgs<'journal'>,
): QueryResult<'journal'> {
  return {
    entries: rowsOf(
      read,
      'journal_entry',
      'select * from journal_entries where brand_id = ? and day between ? and ? order by day, created_at, id',
      brandId,
      from,
      to,
    ),
    weeks: rowsOf(
      read,
      'journal_week',
      'select * from journal_weeks where brand_id = ? and first_day between ? and ? order by first_day, id',
      brandId,
      from,
      to,
    ),
  };
}
