import sql from 'sql-template-tag';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { ROLES, type Role } from '../../../shared/kinds/index.ts';
import type { Tx } from '../../db/db.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { requirePerson } from '../auth/require-person.ts';
import { requireNotAbove, requireRole } from './roles.ts';

/** Who may do what in a brand. A role held through the organization is changed there, not here. */
export function memberRoutes(app: App, deps: Pick<ServerDeps, 'db' | 'verifyAccessToken'>) {
  const signedIn = { preHandler: requirePerson(deps) };
  const params = z.object({ id: z.uuid(), person_id: z.uuid() });

  app.patch(
    '/api/brands/:id/members/:person_id',
    {
      ...signedIn,
      schema: {
        summary: "Change a member's role",
        params,
        body: z.object({ role: z.enum(ROLES) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id, person_id } = request.params;
      await deps.db.tx({ as: 'system' }, async (tx) => {
        const own = await requireRole(tx, request.person.id, id, 'admin');
        const present = await brandRole(tx, id, person_id);
        requireNotAbove(own, present);
        requireNotAbove(own, request.body.role);
        await tx.run(
          sql`update app.memberships set role = ${request.body.role} where brand_id = ${id} and person_id = ${person_id}`,
        );
      });
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/api/brands/:id/members/:person_id',
    { ...signedIn, schema: { summary: 'Remove a member, or leave', params, response: { 204: z.null() } } },
    async (request, reply) => {
      const { id, person_id } = request.params;
      await deps.db.tx({ as: 'system' }, async (tx) => {
        const leaving = person_id === request.person.id;
        const own = await requireRole(tx, request.person.id, id, leaving ? 'member' : 'admin');
        requireNotAbove(own, await brandRole(tx, id, person_id));
        await tx.run(sql`delete from app.memberships where brand_id = ${id} and person_id = ${person_id}`);
      });
      return reply.code(204).send(null);
    },
  );
}

async function brandRole(tx: Tx, brandId: string, personId: string): Promise<Role> {
  const found = await tx.one<{ role: Role }>(
    sql`select role from app.memberships where brand_id = ${brandId} and person_id = ${personId} for update`,
  );
  if (found) return found.role;
  throw new AppError(
    'not_a_brand_member',
    'This person has no role of their own in this brand; the one from the organization is changed there.',
    { status: 409 },
  );
}
