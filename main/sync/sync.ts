import type { ErrorBody } from '../../shared/errors.ts';
import type { SyncState } from '../../shared/ipc.ts';
import { engagementScope, parseScope, personScope, planningScope } from '../../shared/scopes.ts';
import { isLoopback } from '../hosts/external-links.ts';
import type { Log } from '../log.ts';
import type { Replica } from '../replica/replica.ts';
import { scopesByAccess } from './access.ts';
import { createAuthorizedFetch, type Reach, type Tokens } from './authorized-fetch.ts';
import type { BackoffOptions } from './backoff.ts';
import type { Post } from './push-step.ts';
import { createPusher } from './pusher.ts';
import { createScopeStream, type ScopeStream } from './scope-stream.ts';

export type Sync = {
  state(): SyncState;
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
};

const TIMING: SyncTiming = {
  backoff: { baseMs: 1000, maxMs: 32_000 },
  slowMs: 60_000,
  freshMs: 65_000,
  sleepMs: 6000,
  tickMs: 2000,
  pushMs: 60_000,
};

/** A server on this very computer has nobody else to be overrun by, and often starts together with the desktop. */
const NEARBY: Partial<SyncTiming> = { backoff: { baseMs: 500, maxMs: 3000 } };

/** Answers of the person's stream, the second and third asked for surely after the write was applied. */
const ORPHAN_LOOKS = 3;

/** Keeps a replica and the server level, both ways, as long as it runs. What it promises: SPEC.md. */
export function createSync(deps: SyncDeps): Sync {
  const { replica, personId, log } = deps;
  const serverUrl = deps.serverUrl.replace(/\/+$/, '');
  const now = deps.now ?? (() => new Date());
  const nearby = isLoopback(new URL(serverUrl).hostname);
  const timing = { ...TIMING, ...(nearby ? NEARBY : {}), ...deps.timing };
  const own = personScope(personId);
  const streams = new Map<string, ScopeStream>();
  const freshAt = new Map<string, number>();
  /** Scopes our server refused although their access row still stands: when to ask again. */
  const refusedUntil = new Map<string, number>();
  const orphanedFor = new Map<string, number>();
  const listeners = new Set<(state: SyncState) => void>();
  const abort = new AbortController();
  let reach: Reach = { ok: true };
  let problem: ErrorBody | null = null;
  let paused: 'sign_in' | 'must_update' | null = null;
  let stopped = false;
  let announced = '';
  let recoveredAt = 0;
  let newestFresh = 0;

  const authorized = createAuthorizedFetch({
    accessToken: deps.accessToken,
    refreshToken: deps.refreshToken,
    fetch: deps.fetch ?? fetch,
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
    problem = because;
    closeStreams();
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

  const openStream = (scope: string) => {
    if (streams.has(scope)) return;
    streams.set(
      scope,
      createScopeStream({
        replica,
        scope,
        serverUrl,
        fetch: authorized,
        backoff: timing.backoff,
        slowMs: timing.slowMs,
        log,
        onSignIn,
        onMustUpdate,
        onProblem,
        onFresh() {
          freshAt.set(scope, now().getTime());
          newestFresh = Math.max(newestFresh, now().getTime());
          if (scope === own) {
            followAccess();
            dropOrphans();
          }
          announce();
        },
        onBroken: () => void freshAt.delete(scope),
        onRevoked: () => (scope === own ? onSignIn() : revoke(scope)),
      }),
    );
  };
  const closeStream = (scope: string) => {
    streams.get(scope)?.stop();
    streams.delete(scope);
    freshAt.delete(scope);
  };
  const closeStreams = () => {
    for (const scope of [...streams.keys()]) closeStream(scope);
  };

  /** The person's `access` rows decide which brands' scopes are on this device. */
  const followAccess = () => {
    const { wanted, gone } = scopesByAccess(replica, own);
    for (const scope of [...streams.keys()]) if (scope !== own && !wanted.has(scope)) closeStream(scope);
    for (const scope of gone) {
      refusedUntil.delete(scope);
      log.info({ scope }, 'access ended, scope wiped');
      replica.wipeScope(scope);
    }
    for (const scope of wanted) if (now().getTime() >= (refusedUntil.get(scope) ?? 0)) openStream(scope);
  };

  /**
   * A brand whose access came and went before its stream was opened: nothing would ever acknowledge the writes that
   * were applied in it. The person's stream is asked anew a few times first, because the access row may be on its way.
   */
  const dropOrphans = () => {
    const { orphaned } = scopesByAccess(replica, own);
    for (const scope of [...orphanedFor.keys()]) if (!orphaned.includes(scope)) orphanedFor.delete(scope);
    for (const scope of orphaned) {
      const seen = (orphanedFor.get(scope) ?? 0) + 1;
      orphanedFor.set(scope, seen);
      if (seen < ORPHAN_LOOKS) continue;
      log.info({ scope }, 'applied without access, scope wiped');
      replica.wipeScope(scope);
    }
  };

  const revoke = (scope: string) => {
    const parsedScope = parseScope(scope);
    if (!parsedScope || parsedScope.family === 'person') return;
    for (const each of [planningScope(parsedScope.brandId), engagementScope(parsedScope.brandId)]) {
      closeStream(each);
      refusedUntil.set(each, now().getTime() + timing.slowMs);
      replica.wipeScope(each);
    }
    log.info({ scope }, 'revoked by the server, brand wiped');
    announce();
  };

  /** The server is there again: nobody waits out the pause they were in. */
  const recover = () => {
    if (stopped || paused || Date.now() - recoveredAt < timing.sleepMs) return;
    recoveredAt = Date.now();
    queueMicrotask(() => {
      if (stopped || paused) return;
      for (const [scope, stream] of streams) if (!isFresh(scope)) stream.refresh();
      pusher.resume();
    });
  };

  const begin = () => {
    if (stopped || paused) return;
    openStream(own);
    if (replica.position(own)) followAccess();
    pusher.kick();
  };

  const state = (): SyncState => ({
    status: status(),
    waiting: replica.sending.waiting(),
    failed: replica.sending.failed(),
    lastSyncedAt: lastSyncedAt(),
    setAside: replica.setAsideCount(),
    problem: problem ?? (reach.ok ? null : reach.problem),
  });

  const status = (): SyncState['status'] => {
    if (paused === 'sign_in') return 'paused_sign_in';
    if (paused === 'must_update') return 'must_update';
    if (!reach.ok) return 'offline';
    if (replica.sending.failed().length > 0) return 'failed';
    if (replica.sending.waiting() > 0) return 'waiting';
    return streams.has(own) && [...streams.keys()].every(isFresh) ? 'up_to_date' : 'syncing';
  };

  const isFresh = (scope: string) => (freshAt.get(scope) ?? 0) > now().getTime() - timing.freshMs;

  const lastSyncedAt = () => (newestFresh > 0 ? new Date(newestFresh).toISOString() : replica.lastSyncedAt());

  const announce = () => {
    if (stopped) return;
    const next = state();
    if (reach.ok && next.status === 'up_to_date' && problem) {
      problem = null;
      next.problem = null;
    }
    const text = JSON.stringify(next);
    if (text === announced) return;
    announced = text;
    for (const listener of [...listeners]) listener(next);
  };

  const resume = () => {
    paused = null;
    problem = null;
    begin();
    for (const stream of streams.values()) stream.refresh();
    pusher.resume();
    announce();
  };

  const unlisten = replica.onCommit((touched) => {
    if (stopped || paused) return;
    if (touched.has('access')) queueMicrotask(() => !stopped && !paused && followAccess());
    pusher.kick();
    announce();
  });

  let lastTick = Date.now();
  const ticking = setInterval(() => {
    const late = Date.now() - lastTick - timing.tickMs;
    lastTick = Date.now();
    if (late > timing.sleepMs && !paused) resume();
    if (!paused && [...refusedUntil.values()].some((until) => until <= now().getTime())) followAccess();
    announce();
  }, timing.tickMs);
  ticking.unref();

  begin();
  return {
    state,
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
      closeStreams();
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
