import type { Db } from '../db/db.ts';
import type { Log } from '../log.ts';

export type Rounds = {
  start(): Promise<void>;
  /** Begins no other round and waits for the one under way. */
  stop(): Promise<void>;
  /** A round begins now, or in so many milliseconds at the latest; right after the one under way. */
  wake(withinMs?: number): void;
};

export type RoundsDeps = {
  db: Db;
  log: Log;
  /** Channel that triggers notify when there is something to do. */
  channel: string;
  /** Does what is to be done. @returns how long there will be nothing, in milliseconds */
  round(): Promise<number>;
  /** What the log says of a round that failed; the next one begins after `retryMs`. */
  failed: string;
  retryMs: number;
  /** How long to leave the database alone after a round that took so long, whoever wakes it; milliseconds, none where it is left out. */
  rest?: (tookMs: number) => number;
};

/**
 * Rounds of looking and doing, one after the other: at the time that the last one named, or when a notification or the
 * caller says so. What is due is in Postgres, so a round that was lost is made up for by the next one, anywhere.
 */
export function createRounds({ db, log, channel, round, failed, retryMs, rest }: RoundsDeps): Rounds {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let stopped = true;
  let unlisten: (() => Promise<void>) | undefined;
  /** When the next round is wanted, and before when none begins; by the clock that never jumps. */
  let wanted = Number.POSITIVE_INFINITY;
  let rested = Number.NEGATIVE_INFINITY;

  const wake = (withinMs = 0) => {
    if (stopped) return;
    const now = performance.now();
    wanted = Math.min(wanted, now + withinMs);
    if (running) return;
    clearTimeout(timer);
    const wait = Math.max(wanted, rested) - now;
    if (wait > 0) timer = setTimeout(() => wake(), wait);
    else begin();
  };

  function begin(): void {
    wanted = Number.POSITIVE_INFINITY;
    const from = performance.now();
    running = round()
      .catch((error: unknown) => {
        log.error({ err: error }, failed);
        return retryMs;
      })
      .then((sleep) => {
        running = undefined;
        const now = performance.now();
        rested = now + (rest?.(now - from) ?? 0);
        wake(sleep);
      });
  }

  return {
    wake,
    async start() {
      stopped = false;
      unlisten = await db.listen(
        channel,
        () => wake(),
        () => wake(),
      );
      wake();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await unlisten?.();
      await running;
    },
  };
}
