import type { ErrorBody } from '../../shared/errors.ts';
import type { Replica } from '../replica/replica.ts';
import { type BackoffOptions, createBackoff } from './backoff.ts';
import { type Post, pushStep } from './push-step.ts';

export type PusherEvents = {
  /** The person has to sign in; the pusher rests until `resume`. */
  onSignIn(): void;
  /** This version is too old for the server; it rests until `resume`. */
  onMustUpdate(problem: ErrorBody): void;
  /** Why nothing gets through; null once it does. */
  onProblem(problem: ErrorBody | null): void;
};

export type Pusher = {
  /** Sends what waits, if nothing is being sent and no pause is on. */
  kick(): void;
  /** Ends any pause and sends now. */
  resume(): void;
  /** Resolves when nothing is being sent any more. */
  stop(): Promise<void>;
};

/** Requests that change nothing in the outbox and differ only in numbering: more in a row and something is wrong. */
const DIFFERENTLY_IN_A_ROW = 5;
/** After single entries were sent so often, batches are tried again. */
const NARROW_STEPS = 50;

/** Empties the outbox: one request at a time, in order, with backoff. */
export function createPusher(
  deps: {
    replica: Replica;
    post: Post;
    backoff: BackoffOptions;
    now: () => Date;
    onFault: (error: unknown) => void;
  } & PusherEvents,
): Pusher {
  const backoff = createBackoff(deps.backoff);
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;
  let paused = false;
  let stopped = false;
  let narrow = 0;

  const wait = (atLeastMs: number) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      kick();
    }, backoff.next(atLeastMs));
  };

  const run = async () => {
    for (let differently = 0; !stopped && !paused; ) {
      const result = await pushStep(deps.replica, deps.post, { narrow: narrow > 0, now: deps.now });
      if (stopped) return;
      if (narrow > 0) narrow -= 1;
      switch (result.next) {
        case 'idle':
          return;
        case 'again':
          differently = 0;
          backoff.reset();
          deps.onProblem(null);
          break;
        case 'differently':
          if (result.narrow) narrow = NARROW_STEPS;
          else differently += 1;
          if (differently > DIFFERENTLY_IN_A_ROW) return wait(0);
          break;
        case 'later':
          deps.onProblem(result.problem);
          return wait(result.atLeastMs);
        case 'sign_in':
          paused = true;
          return deps.onSignIn();
        case 'must_update':
          paused = true;
          return deps.onMustUpdate(result.problem);
      }
    }
  };

  const kick = () => {
    if (stopped || paused || running || timer !== undefined) return;
    // Not in this very call: taking entries is a commit, whose listeners kick again.
    running = Promise.resolve()
      .then(run)
      .catch((error: unknown) => {
        // The replica failed (a full disk): nothing is lost, later is as good.
        deps.onFault(error);
        wait(0);
      })
      .finally(() => {
        running = null;
        // Something may have been written while the last look found nothing.
        if (deps.replica.sending.hasUnsent()) kick();
      });
  };

  return {
    kick,
    resume() {
      paused = false;
      clearTimeout(timer);
      timer = undefined;
      backoff.reset();
      kick();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
