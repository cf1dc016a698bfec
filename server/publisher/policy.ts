import type { Content, Failure } from '../../shared/connectors/contract.ts';

/** Waits before the first, second and third try after a failure that may pass; then a person is told. */
export const RETRY_AFTER_MS = [10_000, 60_000, 300_000] as const;
/** Where a platform says "too much" without saying until when. */
const LIMIT_WAIT_MS = 120_000;
/** Between looks at an outcome that could not be asked for; the last one repeats. */
const PROBE_AFTER_MS = [5_000, 15_000, 60_000, 300_000, 1_800_000] as const;

/** The slowest line on which files are still expected to arrive, in bytes a millisecond. */
const UPLOAD_SPEED = 500;

/** How long a platform may work on a film before it can be posted, in milliseconds; the next try goes on waiting. */
const FILM_MS = 180_000;

/** What files need on top of the time that words take, in milliseconds. */
export const uploadMs = (content: Content): number =>
  content.kind === 'reply'
    ? 0
    : (content.media ?? []).reduce(
        (sum, { bytes, mime }) =>
          sum + Math.ceil(bytes / UPLOAD_SPEED) + (mime.startsWith('video/') ? FILM_MS : 0),
        0,
      );

export type NextStep =
  | { state: 'retrying'; at: Date }
  /** Until the connection works again. */
  | { state: 'waiting' }
  | { state: 'failed' };

/** So often a try may end before its time without being one of the three, as long as each gets further than the last. */
const CUT_TRIES = 50;

/**
 * Whether a try is one of the three there are: only a failure that may pass, and not where it was cut off with its files
 * further than before, which the next one goes on with.
 * @param n the how manieth attempt of the publication it was
 * @param further more of its files was there when it ended than when it began
 */
export const counts = (
  failure: Pick<Failure, 'class'>,
  { n, further }: { n: number; further: boolean },
): boolean => failure.class === 'retry' && !(further && n < CUT_TRIES);

/**
 * What happens after a try that certainly did not post.
 * @param tries failed tries of this plan that count, this one included
 */
export function nextStep(failure: Failure, tries: number, now: Date): NextStep {
  const after = (ms: number) => ({ state: 'retrying', at: new Date(now.getTime() + ms) }) as const;
  switch (failure.class) {
    case 'retry': {
      // One that does not count waits like the first.
      const wait = RETRY_AFTER_MS[Math.max(tries, 1) - 1];
      if (wait === undefined) return { state: 'failed' };
      // The next token is there already: nothing to wait for.
      if (failure.code === 'token_expired' || failure.code === 'worker_lost') return after(0);
      return after(wait * (0.9 + Math.random() * 0.2));
    }
    case 'wait': {
      const until = failure.retryAt ? Date.parse(failure.retryAt) - now.getTime() : LIMIT_WAIT_MS;
      return after(Math.max(1000, until));
    }
    case 'reconnect':
      return { state: 'waiting' };
    case 'fix_content':
    case 'give_up':
      return { state: 'failed' };
  }
}

/** @param probes looks so far that gave no answer */
export function nextProbe(probes: number): number {
  return PROBE_AFTER_MS[Math.min(probes, PROBE_AFTER_MS.length - 1)] ?? LIMIT_WAIT_MS;
}
