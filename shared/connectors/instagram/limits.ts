import type { Answered, Limit } from '../limits.ts';

/** An app that used up its hour is let in again as its calls grow old: looked at again after this long. */
const APP_WAIT_MS = 300_000;

/**
 * Meta tells how much was used, in percent, of the account's limit (with minutes until it is over) and of the app's
 * (https://developers.facebook.com/docs/graph-api/overview/rate-limiting).
 */
export function instagramLimits({ headers }: Pick<Answered, 'headers'>, now: Date): Limit[] {
  const at = (ms: number) => new Date(now.getTime() + ms).toISOString();
  const all = { bucket: 'all', limit: 100 } as const;
  const minutes = Math.max(
    0,
    ...[
      ...(headers.get('x-business-use-case-usage') ?? '').matchAll(
        /"estimated_time_to_regain_access":\s*(\d{1,5})/g,
      ),
    ].map(([, text]) => Number(text)),
  );
  const used = Math.max(
    0,
    ...[
      ...(headers.get('x-app-usage') ?? '').matchAll(
        /"(?:call_count|total_time|total_cputime)":\s*(\d{1,5})/g,
      ),
    ].map(([, text]) => Number(text)),
  );
  return [
    ...(minutes > 0
      ? [{ ...all, of: 'account', remaining: 0, resetAt: at(minutes * 60_000) } satisfies Limit]
      : []),
    ...(used >= 100 ? [{ ...all, of: 'app', remaining: 0, resetAt: at(APP_WAIT_MS) } satisfies Limit] : []),
  ];
}
