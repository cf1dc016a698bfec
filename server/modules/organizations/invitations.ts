import { createHash, randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { ROLES, type Role } from '../../../shared/kinds/index.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { requirePerson } from '../auth/require-person.ts';
import { invitePage } from './invite-page.ts';
import { atLeast, requireNotAbove, requireRole } from './roles.ts';

const VALID_DAYS = 7;

const invitationSchema = z.object({
  id: z.uuid(),
  brand_id: z.uuid(),
  email: z.string().nullable(),
  role: z.enum(ROLES),
  created_at: z.string(),
  expires_at: z.string(),
  accepted_at: z.string().nullable(),
});
type Invitation = z.infer<typeof invitationSchema>;

const columns = sql`id, brand_id, email, role, created_at, expires_at, accepted_at`;
const hash = (token: string) => createHash('sha256').update(token).digest();

/** Invitations to a brand, by a link that works once and for a week. Only the link's hash is kept. */
export function invitationRoutes(
  app: App,
  deps: Pick<ServerDeps, 'db' | 'languages' | 'now' | 'publicUrl' | 'verifyAccessToken'>,
) {
  const signedIn = { preHandler: requirePerson(deps) };
  const brandParams = z.object({ id: z.uuid() });

  app.post(
    '/api/brands/:id/invitations',
    {
      ...signedIn,
      schema: {
        summary: 'Invite somebody to a brand by link',
        params: brandParams,
        body: z.object({ email: z.email().max(320).nullable(), role: z.enum(ROLES) }),
        response: { 201: z.object({ invitation: invitationSchema, link: z.url() }) },
      },
    },
    async (request, reply) => {
      const { email, role } = request.body;
      const token = randomBytes(24).toString('base64url');
      const expires = new Date(deps.now().getTime() + VALID_DAYS * 86_400_000);
      const invitation = await deps.db.tx({ as: 'system' }, async (tx) => {
        const own = await requireRole(tx, request.person.id, request.params.id, 'admin');
        requireNotAbove(own, role);
        return tx.one<Invitation>(sql`
          insert into app.invitations (id, organization_id, brand_id, email, role, token_hash, created_by, created_at, expires_at)
          select ${uuidv7()}, organization_id, id, ${email?.toLowerCase() ?? null}, ${role}, ${hash(token)},
                 ${request.person.id}, ${deps.now()}, ${expires}
            from app.brands where id = ${request.params.id}
          returning ${columns}`);
      });
      if (!invitation) throw new AppError('forbidden', 'That brand is gone.', { status: 403 });
      return reply.code(201).send({ invitation, link: `${deps.publicUrl()}/invite/${token}` });
    },
  );

  app.get(
    '/api/brands/:id/invitations',
    {
      ...signedIn,
      schema: {
        summary: 'Open invitations of a brand',
        params: brandParams,
        response: { 200: z.array(invitationSchema) },
      },
    },
    (request) =>
      deps.db.tx({ as: 'system' }, async (tx) => {
        await requireRole(tx, request.person.id, request.params.id, 'admin');
        return tx.many<Invitation>(sql`
          select ${columns} from app.invitations
           where brand_id = ${request.params.id} and revoked_at is null and accepted_at is null and expires_at > ${deps.now()}
           order by created_at desc, id desc limit 200`);
      }),
  );

  app.delete(
    '/api/invitations/:id',
    {
      ...signedIn,
      schema: { summary: 'Take an invitation back', params: brandParams, response: { 204: z.null() } },
    },
    async (request, reply) => {
      await deps.db.tx({ as: 'system' }, async (tx) => {
        const found = await tx.one<{ brand_id: string }>(
          sql`select brand_id from app.invitations where id = ${request.params.id} for update`,
        );
        if (!found) throw new AppError('forbidden', 'You may not change that invitation.', { status: 403 });
        await requireRole(tx, request.person.id, found.brand_id, 'admin');
        await tx.run(sql`
          update app.invitations set revoked_at = ${deps.now()}
           where id = ${request.params.id} and accepted_at is null and revoked_at is null`);
      });
      return reply.code(204).send(null);
    },
  );

  app.post(
    '/api/invitations/accept',
    {
      ...signedIn,
      // A token is 192 bits, so this is about noise, not about guessing.
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Accept an invitation',
        body: z.object({ token: z.string().min(1).max(200) }),
        response: { 200: z.object({ brand_id: z.uuid() }) },
      },
    },
    (request) => accept(deps, request.person, request.body.token),
  );

  app.get(
    '/invite/:token',
    {
      schema: {
        summary: 'What an invitation link shows',
        hide: true,
        params: z.object({ token: z.string().max(200) }),
      },
    },
    async (request, reply) => {
      const found = await deps.db.tx({ as: 'system' }, (tx) =>
        tx.one<{ brand: string; role: Role }>(sql`
          select b.name as brand, i.role from app.invitations i join app.brands b on b.id = i.brand_id
           where i.token_hash = ${hash(request.params.token)} and i.revoked_at is null and i.accepted_at is null
             and i.expires_at > ${deps.now()}`),
      );
      return reply
        .code(found ? 200 : 404)
        .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'")
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'no-store')
        .type('text/html; charset=utf-8')
        .send(
          invitePage(deps.languages(request), found, `${deps.publicUrl()}/invite/${request.params.token}`),
        );
    },
  );
}

async function accept(
  deps: Pick<ServerDeps, 'db' | 'now'>,
  person: { id: string; email: string },
  token: string,
): Promise<{ brand_id: string }> {
  return deps.db.tx({ as: 'system' }, async (tx) => {
    const found = await tx.one<{
      id: string;
      organization_id: string;
      brand_id: string;
      email: string | null;
      role: Role;
      expires_at: string;
      accepted_by: string | null;
      revoked_at: string | null;
    }>(sql`select * from app.invitations where token_hash = ${hash(token)} for update`);
    if (!found)
      throw new AppError('invitation_unknown', 'This invitation link is not known here.', { status: 404 });
    // The answer to a first try may have been lost: accepting again is the same acceptance.
    if (found.accepted_by === person.id) return { brand_id: found.brand_id };
    if (found.accepted_by)
      throw new AppError('invitation_used', 'Somebody has used this invitation.', { status: 410 });
    if (found.revoked_at)
      throw new AppError('invitation_revoked', 'This invitation was taken back.', { status: 410 });
    if (found.expires_at <= deps.now().toISOString()) {
      throw new AppError('invitation_expired', 'This invitation has expired.', { status: 410 });
    }
    if (found.email && found.email !== person.email.toLowerCase()) {
      throw new AppError('invitation_for_other', 'This invitation is for another address.', { status: 403 });
    }
    const present = await tx.one<{ role: Role }>(sql`
      select role from app.memberships where brand_id = ${found.brand_id} and person_id = ${person.id} for update`);
    if (!present) {
      await tx.run(sql`
        insert into app.memberships (organization_id, brand_id, person_id, role)
        values (${found.organization_id}, ${found.brand_id}, ${person.id}, ${found.role})`);
    } else if (!atLeast(present.role, found.role)) {
      // An invitation raises, it never lowers.
      await tx.run(sql`
        update app.memberships set role = ${found.role}
         where brand_id = ${found.brand_id} and person_id = ${person.id}`);
    }
    await tx.run(
      sql`update app.invitations set accepted_at = ${deps.now()}, accepted_by = ${person.id} where id = ${found.id}`,
    );
    return { brand_id: found.brand_id };
  });
}
