import { FetchError, ShapeStream } from '@electric-sql/client';
import { AppError, type ErrorBody } from '../../shared/errors.ts';
import type { Log } from '../log.ts';
import type { Replica } from '../replica/replica.ts';
import { readErrorBody } from './authorized-fetch.ts';
import { type BackoffOptions, createBackoff } from './backoff.ts';
import { createBatcher } from './batcher.ts';
import type { ReadEnd } from './resting.ts';

export type ScopeStreamDeps = {
  replica: Replica;
  scope: string;
  serverUrl: string;
  fetch: typeof fetch;
  backoff: BackoffOptions;
  /** Wait before a stream that the server refused for no reason of ours is tried again, milliseconds. */
  slowMs: number;
  log: Log;
  /** The scope was whole a moment ago. */
  onFresh(): void;
  /** The line to the server broke: what happens there now is not heard. */
  onBroken(): void;
  onSignIn(): void;
  onMustUpdate(problem: ErrorBody): void;
  /** Our own server says that this person may not read the scope any more. */
  onRevoked(): void;
  onProblem(problem: ErrorBody): void;
  /** For a resting scope: read until it is whole, once, instead of followed; then, or when that fails, this is called. */
  onEnd?: (how: ReadEnd) => void;
};

export type ScopeStream = {
  /** Asks again now, without waiting for a held poll or a pause between tries. */
  refresh(): void;
  stop(): void;
};

/** The client's request loop holds on to memory with every round, so it is replaced now and then. */
const BATCHES_PER_STREAM = 2000;

/** How often the client itself asks again while a server is busy, where a scope is read once. */
const TRIES_AT_ONCE = 2;

/** Rows of a snapshot written in one transaction. */
const SLICE = 500;

/**
 * Keeps one scope of the replica level with the server through an unmodified Electric client. Rows and position are
 * written together; whatever goes wrong, the stream is dropped and opened again from the stored position.
 */
export function createScopeStream(deps: ScopeStreamDeps): ScopeStream {
  const { replica, scope, log } = deps;
  const backoff = createBackoff(deps.backoff);
  let controller = new AbortController();
  let stream: ShapeStream | undefined;
  let timer: NodeJS.Timeout | undefined;
  let fromNothing = false;
  let stopped = false;

  const end = (how: ReadEnd) => {
    if (stopped) return;
    stop();
    deps.onEnd?.(how);
  };
  const stop = () => {
    stopped = true;
    clearTimeout(timer);
    controller.abort();
  };
  /** A scope that is read once comes again in its turn. */
  const failed = (how: ReadEnd, afterMs: number) => (deps.onEnd ? end(how) : reopen(afterMs));
  const reopen = (afterMs: number) => {
    controller.abort();
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(open, afterMs);
  };

  function open() {
    controller = new AbortController();
    const { signal } = controller;
    const stored = fromNothing ? null : replica.position(scope);
    const batcher = createBatcher(scope, stored);
    const own = new ShapeStream({
      url: `${deps.serverUrl}/api/shapes/${scope}`,
      ...(stored ? { handle: stored.handle, offset: stored.offset as `${number}_${number}` } : {}),
      signal,
      subscribe: deps.onEnd === undefined,
      fetchClient: (input, init) =>
        deps.fetch(input, init).catch((error: unknown) => {
          // What the client itself gave up (a part asked for ahead, after a must-refetch always) is no broken line.
          if (!signal.aborted && !init?.signal?.aborted) {
            deps.onBroken();
            // Not the client's own next try: that is a poll which a server that is back may hold for a long while,
            // and nobody would know that it is back. A stream opened anew is answered at once.
            failed('broken', backoff.next(deps.backoff.baseMs));
          }
          throw error;
        }),
      // Rows are read by the replica, which can set one aside; a parser that throws would end the stream.
      parser: { jsonb: (text: string | null) => text },
      backoffOptions: {
        initialDelay: deps.backoff.baseMs,
        maxDelay: deps.backoff.maxMs,
        multiplier: 2,
        ...(deps.onEnd ? { maxRetries: TRIES_AT_ONCE } : {}),
      },
      onError: (error) => (signal.aborted ? undefined : onError(error)),
    });
    stream = own;
    let batches = 0;
    const onMessages = async (messages: readonly unknown[]) => {
      // The client turns an exception in here into a crash of the process and moves on.
      try {
        if (signal.aborted) return;
        const effect = batcher.take(messages, { handle: own.shapeHandle, offset: own.lastOffset });
        if (effect.do === 'wait') return;
        if (effect.do === 'restart') {
          log.warn({ scope, why: effect.why }, 'stream begins again');
          fromNothing = true;
          return reopen(backoff.next());
        }
        if (effect.do === 'snapshot') {
          if (effect.begins) replica.snapshot.begin(scope);
          for (let at = 0; at < effect.changes.length; at += SLICE) {
            replica.snapshot.add(scope, effect.changes.slice(at, at + SLICE));
            // Somebody who writes meanwhile does not wait for all of it.
            await new Promise((resolve) => setImmediate(resolve));
            if (signal.aborted) return;
          }
          if (!effect.whole) return;
          replica.snapshot.finish(scope, effect.whole);
        }
        if (effect.do === 'apply') replica.applyServer(scope, effect.changes, effect.position);
        if (effect.do !== 'nothing') {
          fromNothing = false;
          if (batcher.ignored() > 0) log.warn({ scope, count: batcher.ignored() }, 'messages passed over');
        }
        backoff.reset();
        deps.onFresh();
        if (deps.onEnd) return end('whole');
        batches += 1;
        if (batches >= BATCHES_PER_STREAM) reopen(0);
      } catch (error) {
        log.error({ err: error, scope }, 'a batch could not be written');
        deps.onProblem(
          error instanceof AppError
            ? { code: error.code, message: error.message }
            : { code: 'replica_failed', message: 'What the server sent could not be saved.' },
        );
        failed('refused', backoff.next(deps.backoff.baseMs));
      }
    };
    own.subscribe(onMessages, () => {
      // The client gave up by itself, after many tries in a row.
      if (!signal.aborted) failed('broken', backoff.next(deps.backoff.baseMs));
    });
  }

  /** Returns {} to let the client go on from where it is; otherwise it ends and this decides what follows. */
  function onError(error: Error): Record<string, never> | undefined {
    const status = error instanceof FetchError ? error.status : 0;
    const body = error instanceof FetchError ? readErrorBody(error.json) : null;
    if (body?.code === 'must_update' || status === 426) {
      controller.abort();
      deps.onMustUpdate(body ?? { code: 'must_update', message: 'Update the app to go on syncing.' });
    } else if (status === 401) {
      controller.abort();
      deps.onSignIn();
    } else if (status === 403 && body?.code === 'scope_revoked') {
      controller.abort();
      deps.onRevoked();
    } else if (status === 400 || status === 502) {
      // 400: a position the server does not take. 502: the client's own guards gave up on a cache between us.
      log.warn({ scope, status, body }, 'stream begins again');
      if (fromNothing) slow(body, status);
      else {
        fromNothing = true;
        reopen(backoff.next());
      }
    } else if (status >= 400 && status < 500) slow(body, status);
    else if (status === 0) {
      // An answer without the protocol's headers: something else speaks in the server's stead.
      deps.onProblem({ code: 'bad_answer', message: 'Something else answers for the server.' });
      log.warn({ err: error, scope }, 'stream failed');
      failed('broken', backoff.next(deps.backoff.baseMs));
    } else if (deps.onEnd) end('broken');
    else return {};
    return undefined;
  }

  function slow(body: ErrorBody | null, status: number) {
    deps.onProblem(body ?? { code: 'server_error', message: `The server answers ${status}.` });
    log.warn({ scope, status, body }, 'stream refused');
    failed('refused', deps.slowMs);
  }

  open();
  return {
    refresh() {
      if (stopped) return;
      backoff.reset();
      if (controller.signal.aborted || !stream?.isConnected()) reopen(0);
      else stream.forceDisconnectAndRefresh().catch(() => undefined);
    },
    stop,
  };
}
