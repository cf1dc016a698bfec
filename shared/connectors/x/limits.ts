import { type Answered, type Limit, limitIn } from '../limits.ts';

const three = (name: string) => [`${name}-limit`, `${name}-remaining`, `${name}-reset`] as const;
const DAY = (whose: string) =>
  [
    `x-${whose}-limit-24hour-limit`,
    `x-${whose}-limit-24hour-remaining`,
    `x-${whose}-limit-24hour-reset`,
  ] as const;

/**
 * A limit per endpoint and account, one of the account's day and one of the app's day
 * (https://docs.x.com/x-api/fundamentals/rate-limits). Only what posting needs is read.
 */
export function xLimits({ method, url, headers }: Answered): Limit[] {
  if (method !== 'POST') return [];
  const { pathname } = new URL(url);
  const bucket = pathname === '/2/tweets' ? 'post' : pathname.startsWith('/2/media/') ? 'media' : undefined;
  if (!bucket) return [];
  const window = limitIn(headers, three('x-rate-limit'), { of: 'account', bucket });
  const day = limitIn(headers, DAY('user'), { of: 'account', bucket });
  // The day's end is later: where it has run out, the next quarter of an hour brings nothing.
  const account = day && (!window || day.remaining < window.remaining) ? day : window;
  return [account ?? [], limitIn(headers, DAY('app'), { of: 'app', bucket }) ?? []].flat();
}
