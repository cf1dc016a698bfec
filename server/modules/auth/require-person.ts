import type { FastifyRequest } from 'fastify';
import { AppError } from '../../../shared/errors.ts';
import type { ServerDeps } from '../../deps.ts';

export type Person = { id: string; email: string; sessionId: string };

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. Set by `requirePerson`; read it only in routes that have it as preHandler. */
    person: Person;
  }
}

/**
 * The preHandler of every route that needs a signed-in person:
 *
 *   app.get('/brands', { preHandler: requirePerson(deps) }, async (request) => list(request.person.id));
 *
 * It fails with AppError `unauthorized` (sign in again) or `token_expired` (refresh and repeat), both 401, or with
 * 503 `auth_unavailable` when the sign-in service cannot be asked.
 */
export function requirePerson({ verifyAccessToken }: Pick<ServerDeps, 'verifyAccessToken'>) {
  return async (request: FastifyRequest): Promise<void> => {
    const { personId, email, sessionId } = await verifyAccessToken(bearerToken(request));
    request.person = { id: personId, email, sessionId };
  };
}

/** @throws AppError `unauthorized` when there is no `Authorization: Bearer` header (RFC 6750, section 2.1) */
export function bearerToken(request: FastifyRequest): string {
  const [, token] = /^Bearer +([\w.~+/-]+=*) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (!token) throw new AppError('unauthorized', 'Sign in first.', { status: 401 });
  return token;
}
