import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { ROLES } from '../../shared/kinds/index.ts';
import type { Handlers } from '../ipc/handle.ts';
import { anything, type ServerApi } from '../session/server-api.ts';

const invitationSchema = z.object({
  id: z.uuid(),
  brand_id: z.uuid(),
  email: z.string().nullable(),
  role: z.enum(ROLES),
  created_at: z.string(),
  expires_at: z.string(),
  accepted_at: z.string().nullable(),
});

type Names =
  | 'invitations.create'
  | 'invitations.list'
  | 'invitations.revoke'
  | 'invitations.accept'
  | 'members.setRole'
  | 'members.remove';

/** Who may do what in a brand: the server's to decide, so each of these is one request to it. */
export function organizationHandlers(deps: { api: ServerApi; syncNow(): void }): Pick<Handlers, Names> {
  const { api } = deps;
  return {
    'invitations.create': ({ brandId, email, role }) =>
      api.request(
        'POST',
        `/brands/${brandId}/invitations`,
        { email, role },
        z.object({ invitation: invitationSchema, link: z.url() }),
      ),
    'invitations.list': ({ brandId }) =>
      api.request('GET', `/brands/${brandId}/invitations`, undefined, z.array(invitationSchema)),
    'invitations.revoke': ({ id }) => api.request('DELETE', `/invitations/${id}`, undefined, anything),
    async 'invitations.accept'({ link }) {
      const token = invitationToken(link);
      const answer = z.object({ brand_id: z.uuid() });
      const { brand_id: brandId } = await api.request('POST', '/invitations/accept', { token }, answer);
      deps.syncNow();
      return { brandId };
    },
    'members.setRole': ({ brandId, personId, role }) =>
      api.request('PATCH', `/brands/${brandId}/members/${personId}`, { role }, anything),
    'members.remove': ({ brandId, personId }) =>
      api.request('DELETE', `/brands/${brandId}/members/${personId}`, undefined, anything),
  };
}

/**
 * The token of an invitation: as it is, or as the end of the link that carries it (`…/invite/<token>`).
 * @throws AppError `invitation_unknown`
 */
export function invitationToken(link: string): string {
  const text = link.trim();
  const token = text.includes('/') ? /\/invite\/([^/?#]+)\/?(?:[?#].*)?$/.exec(text)?.[1] : text;
  if (token && /^[A-Za-z0-9_-]{16,200}$/.test(token)) return token;
  throw new AppError('invitation_unknown', 'This is not an invitation link.');
}
