import { ConnectorError } from '../../../shared/connectors/contract.ts';
import { FeedError } from './feed-error.ts';

/** Feeds of years of articles stay under this, counted after decompression. */
export const MAX_BYTES = 4 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const PATIENCE_MS = 20_000;
const ACCEPT =
  'application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, text/html;q=0.5, */*;q=0.1';

export type FeedRequest = { url: string; etag: string | null; lastModified: string | null };

export type FeedAnswer = {
  /** Null: nothing has changed since the last time (304). */
  body: { bytes: Uint8Array; type: string } | null;
  /** Where it was found in the end. */
  url: string;
  /** Where it is from now on: `url` as far as every redirect to it was permanent. */
  home: string;
  etag: string | null;
  lastModified: string | null;
  /** How long the answer may be taken for fresh. */
  maxAgeMs: number;
};

/**
 * Asks for a feed, conditionally where it was read before (RFC 9110, 13.1). Each redirect is asked through the same
 * guard as the first address. Nothing larger than `MAX_BYTES` is taken in, however small it was sent.
 * @param fetch a guarded one that leaves redirects to its caller
 * @throws FeedError
 */
export async function fetchFeed(
  fetch: typeof globalThis.fetch,
  request: FeedRequest,
  now: Date,
): Promise<FeedAnswer> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  let url = request.url;
  let home = url;
  let permanent = true;
  try {
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const response = await fetch(url, {
        redirect: 'manual',
        signal,
        headers: {
          accept: ACCEPT,
          'user-agent': 'Pillarbox feed reader',
          ...(request.etag !== null && { 'if-none-match': request.etag }),
          ...(request.lastModified !== null && { 'if-modified-since': request.lastModified }),
        },
      });
      const target = redirectOf(response, url);
      if (target === null) return await answerOf(response, url, home, now);
      await response.body?.cancel();
      permanent &&= response.status === 301 || response.status === 308;
      url = target;
      if (permanent) home = url;
    }
  } catch (error) {
    throw asFeedError(error);
  }
  throw new FeedError('feed_redirects', `More than ${MAX_REDIRECTS} redirects.`);
}

function redirectOf(response: Response, base: string): string | null {
  if (![301, 302, 303, 307, 308].includes(response.status)) return null;
  const location = response.headers.get('location');
  if (!location || !URL.canParse(location, base)) {
    throw new FeedError('feed_redirects', 'A redirect to nowhere.', { status: response.status });
  }
  return new URL(location, base).href;
}

async function answerOf(response: Response, url: string, home: string, now: Date): Promise<FeedAnswer> {
  const { headers, status } = response;
  const answer = {
    ...{ url, home },
    etag: short(headers.get('etag'), 1000),
    lastModified: short(headers.get('last-modified'), 200),
    maxAgeMs: maxAgeOf(headers.get('cache-control')),
  };
  if (status === 304) {
    await response.body?.cancel();
    return { ...answer, body: null };
  }
  if (status < 200 || status > 299) {
    await response.body?.cancel();
    throw refused(status, retryAfterMs(headers.get('retry-after'), now));
  }
  const bytes = await bytesOf(response);
  return { ...answer, body: { bytes, type: headers.get('content-type') ?? '' } };
}

function refused(status: number, waitMs: number | null): FeedError {
  const code =
    status === 404
      ? 'feed_not_found'
      : status === 410
        ? 'feed_gone'
        : status === 401 || status === 403
          ? 'feed_needs_login'
          : status === 429 || status === 503
            ? 'feed_busy'
            : 'feed_status';
  return new FeedError(code, `The server answered ${status}.`, { status, waitMs });
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  if (Number(response.headers.get('content-length') ?? 0) > MAX_BYTES) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (!part || part.done) return Buffer.concat(parts);
    size += part.value.byteLength;
    if (size > MAX_BYTES) {
      // What is still to come is never unpacked.
      await reader?.cancel();
      throw tooLarge();
    }
    parts.push(part.value);
  }
}

const tooLarge = () => new FeedError('feed_too_large', `More than ${MAX_BYTES} bytes.`);
const short = (text: string | null, most: number) => (text !== null && text.length <= most ? text : null);

function maxAgeOf(header: string | null): number {
  const seconds = /(?:^|[\s,])max-age=(\d{1,9})/i.exec(header ?? '')?.[1];
  return seconds === undefined ? 0 : Number(seconds) * 1000;
}

/** Retry-After in seconds or as a date (RFC 9110, 10.2.3); null when there is none that can be read. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now.getTime());
}

function asFeedError(error: unknown): FeedError {
  if (error instanceof FeedError) return error;
  // What fetch throws names its cause, perhaps more than one deep.
  const causes: unknown[] = [];
  for (let at: unknown = error; at instanceof Error && causes.length < 5; at = at.cause) causes.push(at);
  if (causes.some((one) => one instanceof ConnectorError && one.failure.code === 'address_blocked')) {
    return new FeedError('feed_address_blocked', 'That address is not on the public internet.');
  }
  const codes = causes.map((one) => String((one as { code?: unknown }).code ?? ''));
  if (
    causes.some((one) => (one as Error).name === 'TimeoutError') ||
    codes.some((code) => /TIMEOUT/.test(code))
  ) {
    return new FeedError('feed_too_slow', 'No whole answer in time.');
  }
  if (codes.some((code) => code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')) return tooLarge();
  // A body that is not what its headers say: broken compression.
  if (codes.some((code) => /^(Z_|ERR_BROTLI|ERR__ERROR)/.test(code))) {
    return new FeedError('feed_unreadable', 'The answer could not be unpacked.');
  }
  return new FeedError('feed_unreachable', error instanceof Error ? error.message : String(error));
}
