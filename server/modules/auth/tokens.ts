import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { badJwt, tokenExpired } from './errors.ts';
import type { SigningKeys } from './signing-keys.ts';

export const AUDIENCE = 'authenticated';
/** Seconds a clock may be off before an access token counts as expired. */
export const LEEWAY_S = 60;

/** What an access token says, in the names GoTrue uses; `gen` is our own: the session's generation of tokens. */
export type Claims = {
  sub: string;
  email: string;
  session_id: string;
  user_metadata: Record<string, unknown>;
  gen?: number | undefined;
};

const claimsSchema = z.object({
  sub: z.uuid(),
  email: z.string().min(1),
  role: z.literal('authenticated'),
  session_id: z.uuid(),
  user_metadata: z.record(z.string(), z.unknown()).default({}),
  gen: z.int().nonnegative().optional(),
});

export type SignedUser = {
  id: string;
  email: string;
  user_metadata: Record<string, unknown>;
  app_metadata: Record<string, unknown>;
};

export type Tokens = {
  /** An access token for one session's newest generation, with its life in seconds and its end in Unix seconds. */
  sign(
    user: SignedUser,
    session: { id: string; generation: number; aal: string; startedAt: string },
  ): Promise<{ accessToken: string; expiresIn: number; expiresAt: number }>;
  /**
   * Checks signature, algorithm, key, issuer, audience and time. Says nothing about the session.
   * @throws AppError `bad_jwt` | `token_expired`
   */
  verify(token: string): Promise<Claims>;
};

/**
 * @param deps.issuer the `iss` of every token, e.g. `https://host/auth/v1`
 * @param deps.lifetime seconds an access token lives; GoTrue's default is an hour
 */
export function createTokens(deps: {
  keys: SigningKeys;
  issuer: string;
  now: () => Date;
  lifetime?: number;
}): Tokens {
  const lifetime = deps.lifetime ?? 3600;
  return {
    async sign(user, session) {
      const { kid, privateKey } = await deps.keys.active();
      const issuedAt = Math.floor(deps.now().getTime() / 1000);
      const accessToken = await new SignJWT({
        email: user.email,
        phone: '',
        role: 'authenticated',
        aal: session.aal,
        amr: [{ method: 'password', timestamp: Math.floor(Date.parse(session.startedAt) / 1000) }],
        session_id: session.id,
        gen: session.generation,
        app_metadata: user.app_metadata,
        user_metadata: user.user_metadata,
        is_anonymous: false,
      })
        .setProtectedHeader({ alg: 'ES256', kid, typ: 'JWT' })
        .setSubject(user.id)
        .setIssuer(deps.issuer)
        .setAudience(AUDIENCE)
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + lifetime)
        .sign(privateKey);
      return { accessToken, expiresIn: lifetime, expiresAt: issuedAt + lifetime };
    },

    async verify(token) {
      return readClaims(async () => {
        const { payload } = await jwtVerify(
          token,
          async ({ kid }) => {
            const key = kid ? await deps.keys.byKid(kid) : undefined;
            if (!key) throw badJwt();
            return key;
          },
          {
            algorithms: ['ES256'],
            issuer: deps.issuer,
            audience: AUDIENCE,
            clockTolerance: LEEWAY_S,
            requiredClaims: ['exp'],
            currentDate: deps.now(),
          },
        );
        return payload;
      });
    },
  };
}

/**
 * Turns a verified payload into claims and every refusal into one answer, which tells a forger nothing.
 * @throws AppError `bad_jwt` | `token_expired`; what is not about the token itself (a database down) passes through
 */
export async function readClaims(verified: () => Promise<JWTPayload>): Promise<Claims> {
  try {
    const read = claimsSchema.safeParse(await verified());
    if (!read.success) throw badJwt();
    return read.data;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw tokenExpired();
    if (error instanceof AppError || !(error instanceof errors.JOSEError)) throw error;
    throw badJwt();
  }
}
