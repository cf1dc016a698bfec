import { AppError } from '../errors.ts';
import { ConnectorError, type Failure } from './contract.ts';

/** Failures of these kinds happen before a request leaves this machine. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_HAS_EXPIRED',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/**
 * Reads a thrown value that is no answer of the platform: a ConnectorError keeps what it says; a connection that was
 * never made is certain; everything else (a reset, a time-out, an abort at the deadline) may have arrived.
 */
export function networkFailure(error: unknown): Failure {
  const connectorError = findCause(error, isConnectorError);
  if (connectorError) return connectorError.failure;
  if (error instanceof AppError) {
    const { code, message } = error;
    const answer = { status: null, code };
    return { outcome: 'unknown', class: 'give_up', code, message, retryAt: null, answer };
  }
  const code = findCause(error, hasCode)?.code;
  const timeout = findCause(error, isTimeout);
  return {
    outcome: code && NEVER_LEFT.has(code) ? 'not_published' : 'unknown',
    class: 'retry',
    code: timeout ? 'timeout' : 'network',
    message: timeout
      ? 'The platform did not answer in time.'
      : `The platform could not be reached${code ? ` (${code})` : ''}.`,
    retryAt: null,
    answer: { status: null, code: code ?? null },
  };
}

/** The HTTP meaning every platform shares; connectors refine it by their own codes first. */
export function httpFailure(status: number, code: string | null, message: string): Failure {
  const answer = { status, code };
  const known = {
    code: code ?? `http_${status}`,
    message: message || `The platform answered ${status}.`,
    answer,
  };
  if (status === 401)
    return { ...known, outcome: 'not_published', class: 'reconnect', code: 'signed_out', retryAt: null };
  if (status === 429)
    return { ...known, outcome: 'not_published', class: 'wait', code: 'rate_limited', retryAt: null };
  if (status === 413)
    return { ...known, outcome: 'not_published', class: 'fix_content', code: 'too_large', retryAt: null };
  // Too slow to send, as somebody in between sees it; and too early to be safe (RFC 8470), which was not looked at.
  if (status === 408) return { ...known, outcome: 'unknown', class: 'retry', code: 'timeout', retryAt: null };
  if (status === 425)
    return { ...known, outcome: 'not_published', class: 'retry', code: 'platform_down', retryAt: null };
  // A server that failed may have failed after it did the work.
  if (status >= 500)
    return { ...known, outcome: 'unknown', class: 'retry', code: 'platform_down', retryAt: null };
  return { ...known, outcome: 'not_published', class: 'give_up', retryAt: null };
}

/**
 * What a refusal means that does not say why in the platform's own way: somebody in between (a firewall, a proxy) made it,
 * so it is no word about the account. Spread over what the status alone would mean.
 */
export const refusedInBetween = (status: number): Partial<Pick<Failure, 'class' | 'code'>> =>
  status === 401 || status === 403 ? { class: 'retry', code: 'platform_down' } : {};

function findCause<T>(error: unknown, is: (error: unknown) => error is T): T | undefined {
  for (let depth = 0, cause = error; depth < 6 && cause instanceof Error; depth += 1, cause = cause.cause) {
    if (is(cause)) return cause;
  }
  return undefined;
}

const isConnectorError = (error: unknown): error is ConnectorError => error instanceof ConnectorError;
const hasCode = (error: unknown): error is Error & { code: string } =>
  error instanceof Error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^[A-Z][A-Z_]+$/.test(error.code);
const isTimeout = (error: unknown): error is Error =>
  error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
