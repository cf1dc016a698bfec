import { type AuthError, isAuthRetryableFetchError } from '@supabase/supabase-js';
import { AppError } from '../../shared/errors.ts';
import { unreachable } from './server-info.ts';

/** GoTrue's codes (auth-js, `lib/error-codes`) that have another name here; every other code keeps its own. */
const OURS: Record<string, string> = {
  email_exists: 'user_already_exists',
  email_address_invalid: 'invalid_email',
  over_request_rate_limit: 'too_many_requests',
  over_email_send_rate_limit: 'too_many_requests',
  email_not_confirmed: 'confirm_email',
  session_not_found: 'session_expired',
  session_expired: 'session_expired',
  refresh_token_not_found: 'session_expired',
  refresh_token_already_used: 'session_expired',
  bad_jwt: 'session_expired',
  user_not_found: 'session_expired',
  flow_state_not_found: 'browser_sign_in_failed',
  flow_state_expired: 'browser_sign_in_failed',
  bad_code_verifier: 'browser_sign_in_failed',
};

/**
 * What auth-js reports as this app's error.
 * @param lastFailure what `fetch` last threw: auth-js keeps only its words
 */
export function fromAuthError(error: AuthError, serverUrl: string, lastFailure: unknown): AppError {
  if (isAuthRetryableFetchError(error)) return unreachable(serverUrl, lastFailure ?? error);
  const code = error.code ? (OURS[error.code] ?? error.code) : undefined;
  if (code) return new AppError(code, error.message, { status: error.status ?? 400 });
  if (error.name === 'AuthSessionMissingError')
    return new AppError('session_expired', 'Sign in again.', { status: 401 });
  return new AppError('sign_in_failed', error.message, { status: error.status ?? 400 });
}
