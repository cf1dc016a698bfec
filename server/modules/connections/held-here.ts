import sql from 'sql-template-tag';
import { AppError } from '../../../shared/errors.ts';
import type { Row } from '../../../shared/kinds/index.ts';
import type { Db } from '../../db/db.ts';
import { requireRole } from '../organizations/roles.ts';

export type HeldHere = Pick<
  Row<'connection'>,
  'id' | 'brand_id' | 'platform' | 'holder' | 'status' | 'remote_account_id' | 'service_url'
>;

/**
 * A connection of a person's brand that the server holds, for whoever may plan there.
 * @throws AppError not_found | forbidden | not_holder
 */
export async function heldHere(db: Db, personId: string, connectionId: string): Promise<HeldHere> {
  const connection = await db.tx({ as: 'person', personId }, async (tx) => {
    const found = await tx.one<HeldHere>(sql`
      select id, brand_id, platform, holder, status, remote_account_id, service_url
        from app.connections where id = ${connectionId} and deleted_at is null`);
    if (!found) throw new AppError('not_found', 'There is no such connection.', { status: 404 });
    await requireRole(tx, personId, found.brand_id, 'member');
    return found;
  });
  if (connection.holder !== 'server')
    throw new AppError('not_holder', 'The server does not hold this account.', { status: 409 });
  return connection;
}
