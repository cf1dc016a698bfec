import sql from 'sql-template-tag';
import type { Mentioned } from '../../../shared/mentions/tokens.ts';
import type { Tx } from '../../db/db.ts';

/** Whom a brand mentions in its posts, those saved first first: of two of one name that one is meant, on desktops too. */
export const contactsOf = (tx: Tx, brandId: string): Promise<Mentioned[]> =>
  tx.many<Mentioned>(sql`
    select name, handles from app.contacts where brand_id = ${brandId} and deleted_at is null
     order by created_at, id`);
