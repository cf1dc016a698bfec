import { type Answered, type Limit, limitIn } from '../limits.ts';

/** Writes count per account (https://docs.bsky.app/docs/advanced-guides/rate-limits); reads per address, which is no account's. */
export function blueskyLimits({ method, url, headers }: Answered): Limit[] {
  const call = /\/xrpc\/com\.atproto\.repo\.(\w+)/.exec(url)?.[1];
  if (method !== 'POST' || !call) return [];
  const bucket = call === 'uploadBlob' ? 'media' : 'post';
  const names = ['ratelimit-limit', 'ratelimit-remaining', 'ratelimit-reset'] as const;
  return [limitIn(headers, names, { of: 'account', bucket }) ?? []].flat();
}
