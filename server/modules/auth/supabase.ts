import { createRemoteJWKSet, decodeProtectedHeader, errors, jwtVerify } from 'jose';
import { authError, badJwt } from './errors.ts';
import { AUDIENCE, type Claims, LEEWAY_S, readClaims } from './tokens.ts';

/**
 * Checks access tokens of a Supabase project against the keys it publishes. Sessions ended over there are
 * noticed when the token expires: the project does not tell.
 * @param projectUrl `https://<ref>.supabase.co`, without a path
 * @returns the claims of a good token; throws `bad_jwt` | `token_expired`, or 503 `auth_unavailable` when the keys
 *   cannot be fetched (never a 401 then: that would sign people out because a network failed)
 */
export function createSupabaseVerifier(
  projectUrl: string,
  now: () => Date,
): (token: string) => Promise<Claims> {
  const issuer = `${projectUrl.replace(/\/+$/, '')}/auth/v1`;
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), {
    timeoutDuration: 5000,
    cooldownDuration: 5000,
  });

  return (token) => {
    if (algorithmOf(token)?.startsWith('HS')) {
      // A project's legacy shared secret: nobody but the project can check such a token without being able to forge it.
      throw badJwt(
        'This project signs with a shared secret. Turn on asymmetric JWT signing keys in Supabase.',
      );
    }
    return readClaims(async () => {
      const { payload } = await jwtVerify(
        token,
        async (header, jws) => {
          try {
            return await keys(header, jws);
          } catch (error) {
            if (
              error instanceof errors.JWKSNoMatchingKey ||
              error instanceof errors.JWKSMultipleMatchingKeys
            ) {
              throw badJwt();
            }
            if (error instanceof errors.JOSENotSupported) throw badJwt();
            throw authError(
              503,
              'auth_unavailable',
              'The sign-in service cannot be reached. Try again in a moment.',
            );
          }
        },
        {
          algorithms: ['ES256', 'RS256', 'EdDSA'],
          issuer,
          audience: AUDIENCE,
          clockTolerance: LEEWAY_S,
          requiredClaims: ['exp'],
          currentDate: now(),
        },
      );
      return payload;
    });
  };
}

function algorithmOf(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).alg;
  } catch {
    return undefined;
  }
}
