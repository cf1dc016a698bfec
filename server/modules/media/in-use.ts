import sql from 'sql-template-tag';
import { assetInUse } from '../../../shared/mutators/asset.ts';
import type { Tx } from '../../db/db.ts';

/** A file that a planned post still has to show stays. @throws Rejection `asset_in_use` */
export async function refuseWhileInUse(tx: Tx, args: unknown): Promise<void> {
  const { id } = args as { id: string };
  const posts = await tx.many<{ id: string; title: string }>(sql`
    select distinct p.id, coalesce(nullif(p.title, ''), left(p.caption, 60)) as title
      from (select post_id from app.attachments where asset_id = ${id} and deleted_at is null
            union select post_id from app.post_parts where asset_ids ? ${id} and deleted_at is null) g
      join app.posts p on p.id = g.post_id
     where p.deleted_at is null and p.status = 'scheduled'
       and (p.scheduled_at > now() or exists (select from app.publication_work w where w.post_id = p.id))
     limit 50`);
  if (posts.length > 0) throw assetInUse(posts);
}
