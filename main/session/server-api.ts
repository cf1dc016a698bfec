import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { createAuthorizedFetch, readErrorBody } from '../sync/authorized-fetch.ts';
import { unreachable } from './server-info.ts';
import type { Session } from './session.ts';

/** Requests to our server's own routes, in the name of the person who is signed in. */
export type ServerApi = {
  /**
   * @param path under /api, ids already encoded
   * @throws AppError the server's own; `account_needed`, `session_expired`, `offline`, `server_unreachable`, `bad_answer`
   */
  request<T>(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    body: unknown,
    answer: z.ZodType<T>,
  ): Promise<T>;
  /**
   * The same for what is not JSON; the answer is the caller's to read, whatever its status. A 401 means: sign in again.
   * @param path from `/api` on
   * @throws AppError `account_needed`, `offline`, `server_unreachable`
   */
  fetch(path: string, init: RequestInit): Promise<Response>;
};

/** For routes that answer nothing worth reading. */
export const anything = z.unknown().transform(() => null);

const PATIENCE_MS = 60_000;

export function createServerApi(deps: {
  session: Pick<Session, 'accessToken' | 'refreshToken' | 'serverUrl' | 'current'>;
  fetch: typeof fetch;
}): ServerApi {
  const { session } = deps;
  const authorized = createAuthorizedFetch({
    accessToken: session.accessToken,
    refreshToken: session.refreshToken,
    fetch: deps.fetch,
    onReach: () => undefined,
  });

  return {
    async fetch(path, init) {
      if (session.current().state === 'none')
        throw new AppError('account_needed', 'This needs an account. Sign up or sign in first.', {
          status: 401,
        });
      const serverUrl = session.serverUrl();
      return authorized(new URL(path, serverUrl), init).catch((error: unknown) => {
        throw error instanceof AppError || init.signal?.aborted ? error : unreachable(serverUrl, error);
      });
    },
    async request(method, path, body, schema) {
      if (session.current().state === 'none')
        throw new AppError('account_needed', 'This needs an account. Sign up or sign in first.', {
          status: 401,
        });
      const serverUrl = session.serverUrl();
      const answer = await authorized(new URL(`/api${path}`, serverUrl), {
        method,
        ...(body === undefined
          ? {}
          : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      }).catch((error: unknown) => {
        throw error instanceof AppError ? error : unreachable(serverUrl, error);
      });
      const text = await answer.text();
      const value = text === '' ? null : parsed(text);
      if (!answer.ok) throw refusal(answer.status, value, serverUrl);
      const read = schema.safeParse(value);
      if (read.success) return read.data;
      throw new AppError('bad_answer', 'Something else answers for the server.', { status: 502 });
    },
  };
}

function refusal(status: number, body: unknown, serverUrl: string): AppError {
  if (status === 401) return new AppError('session_expired', 'Sign in again to go on.', { status });
  const error = readErrorBody(body);
  if (error) return new AppError(error.code, error.message, { status, details: error.details ?? {} });
  if (status >= 500) return unreachable(serverUrl, new Error(`It answers ${status}.`));
  return new AppError('bad_answer', `The server answers ${status}.`, { status });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
