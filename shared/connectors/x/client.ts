import type { z } from 'zod';
import { encodeBody } from '../body.ts';
import { type ConnectorDeps, ConnectorError, type Failure } from '../contract.ts';
import { httpFailure, refusedInBetween } from '../network-failure.ts';
import { problemSchema } from './api.ts';

export type Call = { token: string; method?: 'GET' | 'POST' | 'DELETE'; body?: object; signal: AbortSignal };

/** @returns a caller of the API that reads answers by schema and throws ConnectorError */
export function createClient({ fetch, now, baseUrl }: Pick<ConnectorDeps, 'fetch' | 'now' | 'baseUrl'>) {
  return async function call<T>(
    schema: z.ZodType<T>,
    path: string,
    { token, method, body, signal }: Call,
  ): Promise<T> {
    const sent = await encodeBody(body);
    const response = await fetch(`${baseUrl}${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: { accept: 'application/json', authorization: `Bearer ${token}`, ...sent.headers },
      ...(sent.body === undefined ? {} : { body: sent.body }),
      redirect: 'error',
      signal,
    });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refused(response, answer, now());
    const read = schema.safeParse(answer ?? {});
    if (read.success) return read.data;
    throw new ConnectorError({
      outcome: 'unknown',
      class: 'retry',
      code: 'answer_unreadable',
      message: 'X gave an answer that could not be read.',
      answer: { status: response.status, code: null },
    });
  };
}

/** Problems by the last part of their `type` (https://docs.x.com/x-api/fundamentals/response-codes-and-errors). */
const PROBLEMS: Record<string, Pick<Failure, 'class' | 'code'>> = {
  'usage-capped': { class: 'wait', code: 'usage_capped' },
  'client-forbidden': { class: 'give_up', code: 'app_not_allowed' },
  'unsupported-authentication': { class: 'give_up', code: 'app_not_allowed' },
  'not-authorized-for-resource': { class: 'reconnect', code: 'permission_missing' },
  'invalid-request': { class: 'fix_content', code: 'content_refused' },
};
const STATUSES: Record<number, Pick<Failure, 'class' | 'code'>> = {
  // A token that ended early looks like one that was taken back: a refresh tells them apart.
  401: { class: 'retry', code: 'token_expired' },
  // Paid by use: nothing left to pay with.
  402: { class: 'give_up', code: 'credits_spent' },
  // Refused as it is: words like a post before, or an account that is locked.
  403: { class: 'fix_content', code: 'content_refused' },
  404: { class: 'give_up', code: 'not_found' },
};

function refused({ status, headers }: Response, answer: unknown, now: Date): ConnectorError {
  const said = problemSchema.safeParse(answer).data;
  const { title, detail, type } = said ?? problemSchema.parse({});
  const name = type.split('/').at(-1) ?? '';
  const meaning = PROBLEMS[name] ?? STATUSES[status];
  return new ConnectorError({
    ...httpFailure(status, name === 'about:blank' ? null : name || null, detail || title),
    ...meaning,
    // A token that ended early looks the same: a refresh tells.
    ...(said || status === 401 ? {} : refusedInBetween(status)),
    retryAt: status === 429 || meaning?.class === 'wait' ? resetAt(headers, now) : null,
  });
}

/** `x-rate-limit-reset`, or the one of the account's day when that is what ran out: seconds since 1970. */
function resetAt(headers: Headers, now: Date): string | null {
  const dayOver = headers.get('x-user-limit-24hour-remaining') === '0';
  const reset = Number(
    headers.get(dayOver ? 'x-user-limit-24hour-reset' : 'x-rate-limit-reset') ?? Number.NaN,
  );
  return reset * 1000 > now.getTime() && reset < 8.64e12 ? new Date(reset * 1000).toISOString() : null;
}
