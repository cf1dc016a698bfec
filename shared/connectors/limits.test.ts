import { expect, it } from 'vitest';
import { blueskyLimits } from './bluesky/limits.ts';
import { instagramLimits } from './instagram/limits.ts';
import { mastodonLimits } from './mastodon/limits.ts';
import { xLimits } from './x/limits.ts';

const answered = (method: string, url: string, headers: Record<string, string>) => ({
  method,
  url,
  headers: new Headers(headers),
});
const AT = '2026-11-21T12:00:00.000Z';
const SECONDS = String(Date.parse(AT) / 1000);

it('Mastodon tells by date, apart for files', () => {
  const headers = { 'x-ratelimit-limit': '300', 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': AT };
  const limit = { of: 'account', limit: 300, remaining: 7, resetAt: AT };
  const host = 'https://example.social/api';
  expect(mastodonLimits(answered('POST', `${host}/v1/statuses`, headers))).toEqual([
    { ...limit, bucket: 'all' },
  ]);
  expect(mastodonLimits(answered('POST', `${host}/v2/media`, headers))).toEqual([
    { ...limit, bucket: 'media' },
  ]);
  expect(mastodonLimits(answered('DELETE', `${host}/v1/statuses/1`, headers))).toEqual([]);
  expect(mastodonLimits(answered('POST', `${host}/v1/statuses`, {}))).toEqual([]);
});

it('X tells by endpoint, and of the day of the account and of the app', () => {
  const headers = {
    'x-rate-limit-limit': '100',
    'x-rate-limit-remaining': '99',
    'x-rate-limit-reset': SECONDS,
    'x-user-limit-24hour-limit': '100',
    'x-user-limit-24hour-remaining': '0',
    'x-user-limit-24hour-reset': String(Number(SECONDS) + 3600),
    'x-app-limit-24hour-limit': '1667',
    'x-app-limit-24hour-remaining': '12',
    'x-app-limit-24hour-reset': SECONDS,
  };
  expect(xLimits(answered('POST', 'https://api.x.com/2/tweets', headers))).toEqual([
    { of: 'account', bucket: 'post', limit: 100, remaining: 0, resetAt: '2026-11-21T13:00:00.000Z' },
    { of: 'app', bucket: 'post', limit: 1667, remaining: 12, resetAt: AT },
  ]);
  expect(xLimits(answered('GET', 'https://api.x.com/2/users/1/tweets', headers))).toEqual([]);
});

it('Bluesky tells of writes; what it says of reads is about an address', () => {
  const headers = { 'ratelimit-limit': '5000', 'ratelimit-remaining': '3', 'ratelimit-reset': SECONDS };
  const host = 'https://pds.example/xrpc/com.atproto';
  expect(blueskyLimits(answered('POST', `${host}.repo.putRecord`, headers))).toEqual([
    { of: 'account', bucket: 'post', limit: 5000, remaining: 3, resetAt: AT },
  ]);
  expect(blueskyLimits(answered('GET', `${host}.identity.resolveHandle`, headers))).toEqual([]);
});

it('Instagram tells in percent, and in minutes once it is over', () => {
  const now = new Date(AT);
  const business = (minutes: number) =>
    JSON.stringify({
      '1': [{ type: 'instagram', call_count: 100, estimated_time_to_regain_access: minutes }],
    });
  const read = (headers: Record<string, string>) => instagramLimits({ headers: new Headers(headers) }, now);
  expect(read({ 'x-business-use-case-usage': business(0), 'x-app-usage': '{"call_count":28}' })).toEqual([]);
  expect(read({ 'x-business-use-case-usage': business(20) })).toEqual([
    { of: 'account', bucket: 'all', limit: 100, remaining: 0, resetAt: '2026-11-21T12:20:00.000Z' },
  ]);
  expect(read({ 'x-app-usage': '{"call_count":3,"total_time":101}' })).toMatchObject([
    { of: 'app', remaining: 0 },
  ]);
});
