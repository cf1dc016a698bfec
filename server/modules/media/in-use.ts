import sql from 'sql-template-tag';
import { assetInUse } from '../../../shared/mutators/asset.ts';
import { nextOccurrences, type SeriesTimes } from '../../../shared/recurrence/expand.ts';
import type { Tx } from '../../db/db.ts';

/** A file that a planned post, or a recurring one with dates to come, still has to show stays. @throws Rejection `asset_in_use` */
export async function refuseWhileInUse(tx: Tx, args: unknown): Promise<void> {
  const { id } = args as { id: string };
  const posts = await tx.many<{ id: string; title: string }>(sql`
    select distinct p.id, coalesce(nullif(p.title, ''), left(p.caption, 60)) as title
      from (select post_id from app.attachments
             where (asset_id = ${id} or cover ->> 'asset_id' = ${id}) and deleted_at is null
            union select post_id from app.post_parts where asset_ids ? ${id} and deleted_at is null) g
      join app.posts p on p.id = g.post_id
     where p.deleted_at is null and p.status = 'scheduled'
       and (p.scheduled_at > now() or exists (select from app.publication_work w where w.post_id = p.id))
     limit 50`);
  const series = await tx.many<SeriesTimes & { id: string; title: string }>(sql`
    select id, coalesce(nullif(title, ''), left(caption, 60)) as title, starts_at, time_zone, rule, ends_before
      from app.series
     where deleted_at is null and (media @> ${JSON.stringify([{ asset_id: id }])}::jsonb
           or media @> ${JSON.stringify([{ cover: { asset_id: id } }])}::jsonb
           or exists (select from jsonb_array_elements(parts) p where p->'asset_ids' ? ${id}))`);
  const now = new Date().toISOString();
  for (const one of series)
    if (nextOccurrences(one, now, 1).length > 0) posts.push({ id: one.id, title: one.title });
  if (posts.length > 0) throw assetInUse(posts);
}
