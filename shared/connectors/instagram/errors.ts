import { ConnectorError, type Failure } from '../contract.ts';
import { httpFailure, refusedInBetween } from '../network-failure.ts';
import { appMisconfigured } from '../token-refusal.ts';
import { graphErrorSchema, tokenErrorSchema } from './api.ts';

type Meaning = Pick<Failure, 'class' | 'code'>;

/** Subcodes of publishing (https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes). */
const SUBCODES: Record<number, Meaning> = {
  2207001: { class: 'retry', code: 'platform_down' },
  2207003: { class: 'retry', code: 'media_fetch_failed' },
  2207004: { class: 'fix_content', code: 'too_large' },
  2207005: { class: 'fix_content', code: 'media_unfit' },
  2207006: { class: 'retry', code: 'media_fetch_failed' },
  2207008: { class: 'retry', code: 'container_expired' },
  2207009: { class: 'fix_content', code: 'media_unfit' },
  2207010: { class: 'fix_content', code: 'content_refused' },
  2207020: { class: 'retry', code: 'container_expired' },
  2207023: { class: 'fix_content', code: 'media_unfit' },
  2207026: { class: 'fix_content', code: 'media_unfit' },
  2207028: { class: 'fix_content', code: 'content_refused' },
  2207032: { class: 'retry', code: 'platform_down' },
  2207042: { class: 'wait', code: 'daily_limit' },
  2207050: { class: 'reconnect', code: 'account_suspended' },
  2207051: { class: 'give_up', code: 'content_refused' },
  2207052: { class: 'retry', code: 'media_fetch_failed' },
  2207053: { class: 'retry', code: 'platform_down' },
  2207057: { class: 'fix_content', code: 'media_unfit' },
};
const CODES: Record<number, Meaning> = {
  1: { class: 'retry', code: 'platform_down' },
  2: { class: 'retry', code: 'platform_down' },
  4: { class: 'wait', code: 'rate_limited' },
  9: { class: 'wait', code: 'daily_limit' },
  10: { class: 'reconnect', code: 'permission_missing' },
  17: { class: 'wait', code: 'rate_limited' },
  25: { class: 'reconnect', code: 'account_suspended' },
  32: { class: 'wait', code: 'rate_limited' },
  102: { class: 'reconnect', code: 'signed_out' },
  190: { class: 'reconnect', code: 'signed_out' },
  200: { class: 'reconnect', code: 'permission_missing' },
  613: { class: 'wait', code: 'rate_limited' },
  9004: { class: 'retry', code: 'media_fetch_failed' },
  9007: { class: 'retry', code: 'media_not_ready' },
  36000: { class: 'fix_content', code: 'too_large' },
  36001: { class: 'fix_content', code: 'media_unfit' },
  36003: { class: 'fix_content', code: 'media_unfit' },
};
/** What is wrong with the app comes under codes that mean other things as well (1, 190, 200, 400): only the words tell. */
const OF_THE_APP =
  /validating (application|client secret)|invalid (app id|client secret|platform app)|API access blocked/i;
/** These say that nothing was done, whatever the HTTP status. */
const CERTAIN = new Set(['reconnect', 'fix_content', 'wait', 'give_up']);

/** What a refusal means, by subcode, code and status. @param usage the header that says how much is left */
export function refused(status: number, answer: unknown, headers: Headers, now: Date): ConnectorError {
  const graph = graphErrorSchema.safeParse(answer).data?.error;
  const token = tokenErrorSchema.safeParse(answer).data;
  const words = graph?.message ?? token?.error_message ?? '';
  if (status < 500 && OF_THE_APP.test(words))
    return appMisconfigured(words, {
      status,
      code: graph ? String(graph.code) : (token?.error_type ?? null),
    });
  if (!graph) {
    const base = httpFailure(status, token?.error_type || null, words);
    const refusal = token && status < 500 ? ({ class: 'reconnect', code: 'sign_in_refused' } as const) : {};
    const passes = token ? {} : refusedInBetween(status);
    return new ConnectorError({ ...base, ...(status === 429 ? {} : refusal), ...passes });
  }
  const { code, error_subcode: subcode, message, error_user_msg: said } = graph;
  const meaning = SUBCODES[subcode ?? 0] ?? CODES[code] ?? (graph.is_transient ? CODES[2] : undefined);
  const number = subcode ? `${code}/${subcode}` : String(code);
  return new ConnectorError({
    ...httpFailure(status, null, said ?? message),
    ...(meaning ?? (status < 500 ? { class: 'fix_content', code: 'content_refused' } : {})),
    outcome: isCertain(meaning, status) ? 'not_published' : 'unknown',
    retryAt: meaning?.class === 'wait' ? limitEnds(meaning.code, headers, now) : null,
    answer: { status, code: number },
  });
}

/** What a container's status names by its number, once Instagram has looked at its files. */
export const meaningOf = (status: string): Meaning | undefined =>
  SUBCODES[Number(/\b\d{7}\b/.exec(status)?.[0] ?? 0)];

/** Meta's own faults come with a 400 as well, and may come after the work was done. */
const isCertain = (meaning: Meaning | undefined, status: number): boolean =>
  meaning?.code === 'platform_down' ? false : (meaning && CERTAIN.has(meaning.class)) || status < 500;

/** `X-Business-Use-Case-Usage` tells how many minutes until access is back; a day's posts come back one by one. */
function limitEnds(code: string, headers: Headers, now: Date): string {
  const minutes = Number(
    /"estimated_time_to_regain_access":\s*(\d+)/.exec(headers.get('x-business-use-case-usage') ?? '')?.[1],
  );
  const wait = minutes > 0 ? minutes : code === 'daily_limit' ? 60 : 15;
  return new Date(now.getTime() + wait * 60_000).toISOString();
}

/** @returns null for what is not there: code 100 with subcode 33 (a token that ended has another). */
export function orGone(error: unknown): null {
  if (error instanceof ConnectorError && error.failure.answer.code === '100/33') return null;
  throw error;
}
