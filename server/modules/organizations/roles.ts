import sql from 'sql-template-tag';
import { AppError } from '../../../shared/errors.ts';
import { ROLES, type Role } from '../../../shared/kinds/index.ts';
import type { Tx } from '../../db/db.ts';

/** True when `role` is at least as strong as `minimum`. */
export const atLeast = (role: Role, minimum: Role) => ROLES.indexOf(role) <= ROLES.indexOf(minimum);

/**
 * The caller's role in a brand.
 * @throws AppError `forbidden` (403): no access, too weak a role and no such brand get the same answer
 */
export async function requireRole(tx: Tx, personId: string, brandId: string, minimum: Role): Promise<Role> {
  const found = await tx.one<{ role: Role | null }>(
    sql`select app.role_of(${personId}, ${brandId}) as role from app.brands where id = ${brandId} and deleted_at is null`,
  );
  if (found?.role && atLeast(found.role, minimum)) return found.role;
  throw new AppError('forbidden', `Your role in this brand does not allow that; it takes ${minimum}.`, {
    status: 403,
    details: { minimum },
  });
}

/** Nobody hands out, or takes away, more power than they have. */
export function requireNotAbove(own: Role, other: Role): void {
  if (atLeast(own, other)) return;
  throw new AppError('forbidden', 'That role is stronger than your own.', {
    status: 403,
    details: { own, other },
  });
}
