import { XRPCError } from '@atproto/api';
import { ConnectorError, type Failure } from '../contract.ts';
import { httpFailure, networkFailure, refusedInBetween } from '../network-failure.ts';
import { refreshRefused } from '../token-refusal.ts';

/** What a code of the service means for the person, where the HTTP status says too little. */
const BY_CODE: Record<string, Pick<Failure, 'class' | 'code'>> = {
  ExpiredToken: { class: 'retry', code: 'token_expired' },
  InvalidToken: { class: 'reconnect', code: 'signed_out' },
  AuthMissing: { class: 'reconnect', code: 'signed_out' },
  AuthenticationRequired: { class: 'reconnect', code: 'signed_out' },
  AuthFactorTokenRequired: { class: 'reconnect', code: 'app_password_needed' },
  AccountTakedown: { class: 'reconnect', code: 'account_suspended' },
  AccountSuspended: { class: 'reconnect', code: 'account_suspended' },
  AccountDeactivated: { class: 'reconnect', code: 'account_deactivated' },
  RepoTakendown: { class: 'reconnect', code: 'account_suspended' },
  RepoDeactivated: { class: 'reconnect', code: 'account_deactivated' },
  RateLimitExceeded: { class: 'wait', code: 'rate_limited' },
  InvalidRecord: { class: 'fix_content', code: 'content_refused' },
  BlobTooLarge: { class: 'fix_content', code: 'too_large' },
  InvalidMimeType: { class: 'fix_content', code: 'content_refused' },
};

/** Classes what `@atproto/api` throws, by codes and statuses, never by words. */
export function classifyBluesky(error: unknown): Failure {
  // Status 1 is the client's own name for "no answer", 2 for "an answer that is not what the lexicon says".
  if (!(error instanceof XRPCError) || error.status === 1) return networkFailure(error);
  if (error.status === 2) {
    return {
      ...httpFailure(500, error.error, 'The service gave an answer that could not be read.'),
      retryAt: null,
    };
  }
  const failure = httpFailure(error.status, error.error, error.message);
  const known = BY_CODE[error.error];
  // putRecord refuses a record that its lexicon does not allow with a plain InvalidRequest.
  const refused =
    error.status === 400 && error.error === 'InvalidRequest' && /^Invalid .*record/i.test(error.message);
  return {
    ...failure,
    ...(refused ? ({ class: 'fix_content', code: 'content_refused' } as const) : {}),
    ...known,
    ...(isJson(error) ? {} : refusedInBetween(error.status)),
    // The client makes a 400 of every other 4xx, also of those that come after something was sent on.
    ...(error.status === 400 && !isJson(error) ? MAY_HAVE_PASSED : {}),
    retryAt: resetAt(error.headers),
  };
}

const MAY_HAVE_PASSED = { class: 'retry', code: 'platform_down', outcome: 'unknown' } as const;

/** Services say why in JSON; the client names everything else by its status. */
const isJson = ({ headers }: XRPCError): boolean => /\bjson\b/.test(headers?.['content-type'] ?? '');

/** Also the client's own names for a 401 of somebody in between. */
const OF_ANYBODY = new Set(['AuthMissing', 'AuthenticationRequired']);

/**
 * For `catch` of a refresh: only what the service documents as the end of a session ends it
 * (com.atproto.server.refreshSession: AccountTakedown, ExpiredToken, InvalidToken).
 */
export function refusedRefresh(error: unknown): never {
  if (!(error instanceof XRPCError) || error.status < 400 || error.status >= 500 || error.status === 429)
    throw error;
  // Unlike an expired access token there is nothing behind it.
  if (error.error === 'ExpiredToken')
    throw new ConnectorError(
      {
        class: 'reconnect',
        code: 'signed_out',
        message: 'The session has ended. Connect the account again.',
        answer: { status: error.status, code: error.error },
      },
      { cause: error },
    );
  if (BY_CODE[error.error] && !OF_ANYBODY.has(error.error)) throw error;
  throw refreshRefused(error.error, { status: error.status, code: error.error }, error);
}

/** `ratelimit-reset` (seconds since 1970) or `retry-after` (seconds), as an ISO instant. */
function resetAt(headers: Record<string, string | undefined> | undefined): string | null {
  const reset = Number(headers?.['ratelimit-reset'] ?? Number.NaN);
  if (headers?.['ratelimit-remaining'] === '0' && reset > 0 && reset < 8.64e12)
    return new Date(reset * 1000).toISOString();
  const after = Number(headers?.['retry-after'] ?? Number.NaN);
  return after >= 0 && after < 1e7 ? new Date(Date.now() + after * 1000).toISOString() : null;
}
