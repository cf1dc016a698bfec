import { z } from 'zod';
import { encodeBody } from '../body.ts';
import { type ConnectorDeps, ConnectorError, type Failure } from '../contract.ts';
import { httpFailure, refusedInBetween } from '../network-failure.ts';
import { errorSchema } from './api.ts';

/** What is sealed for a Mastodon account. Its tokens do not end by themselves; they end when taken back. */
export const secretSchema = z.object({
  service: z.url({ protocol: /^https?$/ }).max(2000),
  accessToken: z.string().min(1).max(10_000),
  /** What was given with it, where it was said. */
  scopes: z.array(z.string()).optional(),
});
export type MastodonSecret = z.infer<typeof secretSchema>;

export type Call = {
  service: string;
  token?: string;
  method?: 'GET' | 'POST' | 'DELETE';
  /** Sent as JSON; a FormData as it is. */
  body?: object | FormData;
  headers?: Record<string, string>;
  signal: AbortSignal;
};
export type Answer<T> = { status: number; data: T; headers: Headers };

/** @returns a caller of one instance's REST API that reads answers by schema and throws ConnectorError */
export function createClient({ fetch, now }: Pick<ConnectorDeps, 'fetch' | 'now'>) {
  return async function call<T>(
    schema: z.ZodType<T>,
    path: string,
    { service, token, method, body, headers, signal }: Call,
  ): Promise<Answer<T>> {
    const sent = await encodeBody(body);
    const response = await fetch(`${service}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        accept: 'application/json',
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...sent.headers,
        ...headers,
      },
      ...(sent.body === undefined ? {} : { body: sent.body }),
      redirect: 'error',
      signal,
    });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refused(response, answer, now());
    const read = schema.safeParse(answer);
    if (read.success) return { status: response.status, data: read.data, headers: response.headers };
    // It said yes in words we cannot read: whatever was asked for may have been done.
    throw new ConnectorError({
      outcome: 'unknown',
      class: 'retry',
      code: 'answer_unreadable',
      message: 'The instance gave an answer that could not be read.',
      answer: { status: response.status, code: null },
    });
  };
}

/**
 * Classes a refusal by its status: Mastodon has no codes beside (https://docs.joinmastodon.org/methods/statuses/).
 * 401: the token was taken back. 403: the token may not do this, or the account is disabled. 422: what was sent does not
 * fit. 429: `X-RateLimit-Reset` says when it is over.
 */
function refused(response: Response, answer: unknown, now: Date): ConnectorError {
  const { status, headers } = response;
  const said = errorSchema.safeParse(answer).data;
  const meaning: Partial<Record<number, Pick<Failure, 'class' | 'code'>>> = {
    403: { class: 'reconnect', code: 'permission_missing' },
    404: { class: 'give_up', code: 'not_found' },
    410: { class: 'give_up', code: 'not_found' },
    422: { class: 'fix_content', code: 'content_refused' },
  };
  return new ConnectorError({
    ...httpFailure(status, null, said?.error ?? ''),
    ...meaning[status],
    ...(said ? {} : refusedInBetween(status)),
    retryAt: status === 429 || status === 503 ? resetAt(headers, now) : null,
  });
}

/** `X-RateLimit-Reset` is a date and time, `Retry-After` seconds. */
function resetAt(headers: Headers, now: Date): string | null {
  const at = Date.parse(headers.get('x-ratelimit-reset') ?? '');
  if (!Number.isNaN(at)) return new Date(at).toISOString();
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  return after >= 0 && after < 1e7 ? new Date(now.getTime() + after * 1000).toISOString() : null;
}
