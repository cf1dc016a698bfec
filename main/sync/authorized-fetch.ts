import { z } from 'zod';
import { AppError, type ErrorBody } from '../../shared/errors.ts';
import { PROTOCOL, PROTOCOL_HEADER } from '../../shared/sync-protocol.ts';
import { retryAfterMs } from './backoff.ts';

export type Tokens = {
  /** The access token to use now; null when nobody is signed in. */
  accessToken(): Promise<string | null>;
  /**
   * Gets a new access token.
   * @returns null when the person has to sign in again; rejects when the server could not be asked
   */
  refreshToken(): Promise<string | null>;
};

/** How the last request to the server went, for the sync indicator. */
export type Reach =
  | { ok: true }
  /** `answered`: it is there, but busy. */
  | { ok: false; answered: boolean; problem: ErrorBody };

const errorBodySchema = z.object({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), z.unknown()).optional(),
});

/** Reads an error answer's body; null when it is not one of ours. */
export const readErrorBody = (body: unknown): ErrorBody | null =>
  errorBodySchema.safeParse(body).data ?? null;

/** The longest that any request may take, body included: a first sync over a slow line takes minutes. */
const LONGEST_MS = 5 * 60_000;

/**
 * `fetch` with the session's token. A 401 is answered by one refresh, shared by everybody who needs it, and one more
 * try; a 401 that comes out of here means that the person has to sign in. Reports whether the server could be reached.
 */
export function createAuthorizedFetch(
  deps: Tokens & {
    fetch: typeof fetch;
    onReach: (reach: Reach) => void;
    /** The version of the protocol that is spoken. */
    protocol?: number;
  },
): typeof fetch {
  let refreshing: Promise<string | null> | null = null;

  const refreshed = async (rejected: string | null): Promise<string | null> => {
    const present = await deps.accessToken();
    if (present !== null && present !== rejected) return present;
    refreshing ??= deps.refreshToken().finally(() => {
      refreshing = null;
    });
    return refreshing;
  };

  return async (input, init) => {
    const send = async (token: string) => {
      const headers = new Headers(init?.headers);
      headers.set('authorization', `Bearer ${token}`);
      headers.set(PROTOCOL_HEADER, String(deps.protocol ?? PROTOCOL.newest));
      const signals = [AbortSignal.timeout(LONGEST_MS), ...(init?.signal ? [init.signal] : [])];
      return deps.fetch(input, { ...init, headers, signal: AbortSignal.any(signals) });
    };
    try {
      const token = (await deps.accessToken()) ?? (await refreshed(null));
      if (token === null) return signedOut();
      const answer = await send(token);
      if (answer.status !== 401) return reached(answer);
      await answer.body?.cancel();
      const next = await refreshed(token);
      return next === null ? signedOut() : reached(await send(next));
    } catch (error) {
      if (!init?.signal?.aborted) deps.onReach({ ok: false, answered: false, problem: offline(error) });
      throw error;
    }
  };

  function reached(answer: Response): Response {
    deps.onReach(
      answer.status >= 500 || answer.status === 429
        ? {
            ok: false,
            answered: true,
            problem: { code: 'server_busy', message: `The server answers ${answer.status}.` },
          }
        : { ok: true },
    );
    return byServersClock(answer);
  }
}

/** A Retry-After that names a time, said in seconds instead: the two clocks may be a day apart. */
function byServersClock(answer: Response): Response {
  const until = answer.headers.get('retry-after');
  const date = Date.parse(answer.headers.get('date') ?? '');
  if (until === null || /^\s*\d+\s*$/.test(until) || Number.isNaN(date)) return answer;
  const headers = new Headers(answer.headers);
  headers.set('retry-after', String(Math.ceil(retryAfterMs(until, new Date(date)) / 1000)));
  return new Response(answer.body, { status: answer.status, statusText: answer.statusText, headers });
}

/** Stands for the server's 401 where there is no token to ask with. */
const signedOut = () =>
  Response.json({ code: 'unauthorized', message: 'Sign in to go on.' } satisfies ErrorBody, { status: 401 });

function offline(error: unknown): ErrorBody {
  if (error instanceof AppError) return { code: error.code, message: error.message };
  return { code: 'offline', message: 'The server cannot be reached.' };
}
