import type { ErrorBody } from '../../shared/errors.ts';
import type { SyncState } from '../../shared/ipc/sync.ts';
import { isLoopback } from '../hosts/external-links.ts';
import type { Log } from '../log.ts';
import type { Replica } from '../replica/replica.ts';
import { createAuthorizedFetch, type Reach, type Tokens } from './authorized-fetch.ts';
import type { BackoffOptions } from './backoff.ts';
import type { Post } from './push-step.ts';
import { createPusher } from './pusher.ts';
import { createStreams, type StreamState } from './streams.ts';

export type Sync = {
  state(): SyncState;
  /** The streams of this person, live and resting. */
  streams(): StreamState[];
  /** The person opened this brand: its streams go live, and the one not used for longest rests. */
  use(brandId: string): void;
  /** Called when the state changed. @returns a function that stops the calls */
  onState(listener: (state: SyncState) => void): () => void;
  /** Sends and fetches now instead of waiting; ends a pause for signing in. */
  now(): void;
  /** Sends a rejected write again. @throws AppError `not_found`, or its refusal */
  retry(uuid: string): void;
  /** Drops a rejected or waiting write. @throws AppError `not_found`, `already_applied` */
  discard(uuid: string): void;
  /** Ends everything; resolves when no request is under way. The replica stays open. */
  stop(): Promise<void>;
};

export type SyncDeps = Tokens & {
  replica: Replica;
  /** Without a trailing slash. */
  serverUrl: string;
  personId: string;
  log: Log;
  fetch?: typeof fetch;
  now?: () => Date;
  /** Milliseconds that nobody sets, unlike `now`; what has passed is judged by it. */
  clock?: () => number;
  /** The version of the protocol that is spoken; tests say another. */
  protocol?: number;
  timing?: Partial<SyncTiming>;
};

/** Milliseconds, except where said. */
export type SyncTiming = {
  backoff: BackoffOptions;
  /** Before a refused stream is tried again. */
  slowMs: number;
  /** How long a stream counts as up to date after it last said so; a held poll is answered every 20 s. */
  freshMs: number;
  /** A timer late by more than this means that the computer slept. */
  sleepMs: number;
  /** Between looks at whether everything is still as the indicator says. */
  tickMs: number;
  /** How long to wait for the answer to a push. */
  pushMs: number;
  /** Brands that are followed live; a number. */
  liveBrands: number;
  /** The longest between two reads of a resting scope. */
  restMs: number;
  /** Resting scopes read at a time; a number. */
  restingAtOnce: number;
  /** How long a resting scope counts as up to date after it was read. */
  restFreshMs: number;
  /** How long everything pauses where the app and the server are of versions that do not fit. */
  updateMs: number;
};

const TIMING: SyncTiming = {
  backoff: { baseMs: 1000, maxMs: 32_000 },
  slowMs: 60_000,
  freshMs: 65_000,
  sleepMs: 6000,
  tickMs: 2000,
  pushMs: 60_000,
  liveBrands: 10,
  restMs: 50_000,
  restingAtOnce: 4,
  restFreshMs: 150_000,
  updateMs: 10 * 60_000,
};

/** A server on this very computer has nobody else to be overrun by, and often starts together with the desktop. */
const NEARBY: Partial<SyncTiming> = { backoff: { baseMs: 500, maxMs: 3000 } };

/** When streams were last heard changes all the time; nobody is told of that alone more often than this. */
const HEARD_TOLD_MS = 5000;

/** Keeps a replica and the server level, both ways, as long as it runs. What it promises: SPEC.md. */
export function createSync(deps: SyncDeps): Sync {
  const { replica, personId, log } = deps;
  const serverUrl = deps.serverUrl.replace(/\/+$/, '');
  const now = deps.now ?? (() => new Date());
  const clock = deps.clock ?? (() => performance.now());
  const nearby = isLoopback(new URL(serverUrl).hostname);
  const timing = { ...TIMING, ...(nearby ? NEARBY : {}), ...deps.timing };
  const listeners = new Set<(state: SyncState) => void>();
  const abort = new AbortController();
  let reach: Reach = { ok: true };
  let problem: ErrorBody | null = null;
  let paused: 'sign_in' | 'must_update' | null = null;
  let pausedAt = 0;
  let stopped = false;
  let announced = '';
  let announcedHeard: string | null = null;
  let announcedAt = 0;
  let recoveredAt: number | undefined;

  const authorized = createAuthorizedFetch({
    accessToken: deps.accessToken,
    refreshToken: deps.refreshToken,
    fetch: deps.fetch ?? fetch,
    ...(deps.protocol === undefined ? {} : { protocol: deps.protocol }),
    onReach(next) {
      // A busy server said itself when to come again; after a broken line nobody did.
      const back = next.ok && !reach.ok && !reach.answered;
      reach = next;
      if (back) recover();
      announce();
    },
  });

  const post: Post = async (request) => {
    const answer = await authorized(`${serverUrl}/api/mutations`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      signal: AbortSignal.any([abort.signal, AbortSignal.timeout(timing.pushMs)]),
    });
    const text = await answer.text();
    return { status: answer.status, body: parsed(text), retryAfter: answer.headers.get('retry-after') };
  };

  const pause = (why: 'sign_in' | 'must_update', because: ErrorBody | null) => {
    if (stopped || paused) return;
    log.info({ why }, 'sync paused');
    paused = why;
    pausedAt = clock();
    problem = because;
    streams.close();
    announce();
  };
  const onSignIn = () => pause('sign_in', { code: 'unauthorized', message: 'Sign in to go on.' });
  const onMustUpdate = (because: ErrorBody) => pause('must_update', because);
  const onProblem = (because: ErrorBody | null) => {
    problem = because;
    announce();
  };

  const pusher = createPusher({
    replica,
    post,
    backoff: timing.backoff,
    now,
    onSignIn,
    onMustUpdate,
    onProblem,
    onFault: (error) => log.error({ err: error }, 'the outbox could not be written'),
  });

  const streams = createStreams({
    replica,
    personId,
    serverUrl,
    fetch: authorized,
    timing,
    now,
    clock,
    log,
    onSignIn,
    onMustUpdate,
    onProblem,
    onHeard: () => announce(),
  });

  /** The server is there again: nobody waits out the pause they were in. */
  const recover = () => {
    if (stopped || paused || (recoveredAt !== undefined && clock() - recoveredAt < timing.sleepMs)) return;
    recoveredAt = clock();
    queueMicrotask(() => {
      if (stopped || paused) return;
      streams.recover();
      pusher.resume();
    });
  };

  const begin = () => {
    if (stopped || paused) return;
    streams.begin();
    pusher.kick();
  };

  const state = (): SyncState => ({
    status: status(),
    waiting: replica.sending.waiting(),
    failed: replica.sending.failed(),
    lastSyncedAt: streams.lastHeardAt() ?? replica.lastSyncedAt(),
    setAside: replica.setAsideCount(),
    kept: replica.keptCount(),
    problem: problem ?? (reach.ok ? null : reach.problem),
  });

  const status = (): SyncState['status'] => {
    if (paused === 'sign_in') return 'paused_sign_in';
    if (paused === 'must_update') return 'must_update';
    if (!reach.ok) return 'offline';
    if (replica.sending.failed().length > 0) return 'failed';
    if (replica.sending.waiting() > 0) return 'waiting';
    return streams.fresh() ? 'up_to_date' : 'syncing';
  };

  const announce = () => {
    if (stopped) return;
    const next = state();
    if (reach.ok && next.status === 'up_to_date' && problem) {
      problem = null;
      next.problem = null;
    }
    const text = JSON.stringify({ ...next, lastSyncedAt: null });
    const heardAlone = text === announced;
    if (heardAlone && (next.lastSyncedAt === announcedHeard || clock() - announcedAt < HEARD_TOLD_MS)) return;
    announced = text;
    announcedHeard = next.lastSyncedAt;
    announcedAt = clock();
    for (const listener of [...listeners]) listener(next);
  };

  const resume = () => {
    paused = null;
    problem = null;
    begin();
    streams.refresh();
    pusher.resume();
    announce();
  };

  const unlisten = replica.onCommit((touched) => {
    if (stopped || paused) return;
    queueMicrotask(() => !stopped && !paused && streams.follow(touched.has('access')));
    pusher.kick();
    announce();
  });

  let lastTick = Date.now();
  const ticking = setInterval(() => {
    const late = Date.now() - lastTick - timing.tickMs;
    lastTick = Date.now();
    if (late > timing.sleepMs && !paused) {
      streams.forget();
      resume();
    }
    if (!paused) streams.follow(false);
    // Whichever of the two was too old may have been updated.
    if (paused === 'must_update' && clock() - pausedAt > timing.updateMs) resume();
    announce();
  }, timing.tickMs);
  ticking.unref();

  begin();
  return {
    state,
    streams: streams.list,
    use: streams.use,
    onState(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    now: resume,
    retry(uuid) {
      replica.sending.retry(uuid);
    },
    discard(uuid) {
      replica.sending.discard(uuid);
    },
    async stop() {
      stopped = true;
      clearInterval(ticking);
      unlisten();
      streams.close();
      listeners.clear();
      abort.abort();
      await pusher.stop();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
