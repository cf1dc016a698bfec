export type BackoffOptions = { baseMs: number; maxMs: number };

/** How long to wait before the next try: full jitter, doubling, never under what the server asked for. */
export type Backoff = {
  /** @param atLeastMs what a Retry-After asked for */
  next(atLeastMs?: number): number;
  reset(): void;
};

export function createBackoff(options: BackoffOptions, random: () => number = Math.random): Backoff {
  let tries = 0;
  return {
    next(atLeastMs = 0) {
      const ceiling = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(tries, 30));
      tries += 1;
      return Math.max(atLeastMs, Math.round(random() * ceiling));
    },
    reset() {
      tries = 0;
    },
  };
}

const HOUR_MS = 3_600_000;

/** A Retry-After header in milliseconds, at most an hour; 0 when there is none. @param header seconds or an HTTP date */
export function retryAfterMs(header: string | null, now: Date): number {
  if (header === null || header.trim() === '') return 0;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now.getTime();
  return Number.isNaN(wait) ? 0 : Math.min(HOUR_MS, Math.max(0, wait));
}
