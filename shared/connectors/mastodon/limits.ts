import { type Answered, type Limit, limitIn } from '../limits.ts';

/** Sending files has a limit of its own (https://docs.joinmastodon.org/api/rate-limits/), deleting another one. */
export function mastodonLimits({ method, url, headers }: Answered): Limit[] {
  if (method === 'DELETE') return [];
  const bucket = method === 'POST' && /\/api\/v\d\/media/.test(url) ? 'media' : 'all';
  const names = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'] as const;
  return [limitIn(headers, names, { of: 'account', bucket }) ?? []].flat();
}
