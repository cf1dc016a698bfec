import { AppError } from '../../../shared/errors.ts';

/**
 * An auth failure with the code `@supabase/auth-js` knows it by (its `src/lib/error-codes.ts`).
 * @param code a GoTrue error code, e.g. `invalid_credentials`
 * @param status HTTP status GoTrue answers with; auth-js retries every 5xx and nothing else
 */
export function authError(
  status: number,
  code: string,
  message: string,
  details: Record<string, unknown> = {},
): AppError {
  return new AppError(code, message, { status, details });
}

/** The token is not one of ours, was altered, or is used for something it was not made for. */
export const badJwt = (why = 'This access token is not valid. Sign in again.'): AppError =>
  authError(401, 'bad_jwt', why);

/** The access token was good once; a refresh gives the next one. */
export const tokenExpired = (): AppError =>
  authError(401, 'token_expired', 'This access token has expired. Refresh the session.');

/** The session behind a well-signed token was ended. */
export const sessionNotFound = (): AppError =>
  authError(403, 'session_not_found', 'This session has ended. Sign in again.');

/** @param retryAfter whole seconds until another try can succeed */
export const tooManyRequests = (retryAfter: number): AppError =>
  authError(429, 'over_request_rate_limit', `Too many attempts. Try again in ${retryAfter} seconds.`, {
    retry_after: retryAfter,
  });
