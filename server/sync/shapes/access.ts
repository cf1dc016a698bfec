import sql from 'sql-template-tag';
import { AppError } from '../../../shared/errors.ts';
import { parseScope } from '../../../shared/scopes.ts';
import type { Tx } from '../../db/db.ts';

/**
 * Whether a person may read a scope right now. A brand that does not exist answers like one of somebody else's.
 * @throws AppError `unknown_scope` (404) when the name is not one; `scope_revoked` (403), upon which a desktop wipes it
 */
export async function assertMayRead(tx: Tx, personId: string, name: string): Promise<void> {
  const scope = parseScope(name);
  if (!scope) throw new AppError('unknown_scope', 'There is no such scope.', { status: 404 });
  if (scope.family === 'person') {
    if (scope.personId !== personId) throw revoked(name);
    return;
  }
  const allowed = await tx.one(sql`
    select from app.brands where id = ${scope.brandId} and deleted_at is null
       and app.role_of(${personId}, id) is not null`);
  if (!allowed) throw revoked(name);
}

const revoked = (scope: string) =>
  new AppError('scope_revoked', 'You no longer have access to this.', { status: 403, details: { scope } });
