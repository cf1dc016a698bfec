import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ServerDeps } from '../../deps.ts';
import type { Hub } from '../log/hub.ts';
import { answerShape, nextCursor, type ShapeAnswer } from './answer.ts';
import type { ShapeRequest } from './request.ts';
import type { ShapeSource } from './source.ts';

/** How long an offset past the log's end may wait for the log to get there. */
const CATCH_UP_MS = 10_000;

export type ServeDeps = Pick<ServerDeps, 'now' | 'closing'> & {
  hub: Hub;
  /** How long a live poll is held, milliseconds. */
  pollMs: number;
};

/** What a request's parameters are answered with when they are wrong; names are the query's own. */
export type Errors = Record<string, string[]>;
export const invalidRequest = (errors: Errors) => ({ message: 'Invalid request', errors });

/**
 * Answers a request from a source: at once, or when a held poll has news. Sets every header but `cache-control`.
 * @param options.cacheControl its value, where answers may be kept
 */
export async function serveShape(
  deps: ServeDeps,
  source: ShapeSource,
  request: ShapeRequest,
  http: FastifyRequest,
  reply: FastifyReply,
  options: { cacheControl?: (answer: ShapeAnswer) => string } = {},
): Promise<unknown> {
  const answer = await held(deps, source, request, endOf(reply, deps.closing));
  // The connection of a poll that a close has ended would stay open, idle, and hold up the close.
  if (deps.closing.aborted) reply.header('connection', 'close');
  if (answer === 'beyond') {
    reply.code(400);
    return reply.send(invalidRequest({ offset: ['out of bounds for this shape'] }));
  }
  reply.code(answer.status).headers(answer.headers);
  if (options.cacheControl) reply.header('cache-control', options.cacheControl(answer));
  if (answer.status === 200) {
    if (request.live) {
      const cursor = nextCursor(deps.now(), Math.max(1, Math.round(deps.pollMs / 1000)), request.cursor);
      reply.header('electric-cursor', cursor);
    }
    // An empty live answer must never be revalidated: the same request may have news a moment later.
    const unique = request.live && answer.empty ? `:${randomBytes(6).toString('hex')}` : '';
    const { 'electric-handle': handle, 'electric-offset': offset } = answer.headers;
    const etag = `"${handle}:${request.offsetText}:${offset}${unique}"`;
    reply.header('etag', etag);
    if (matches(http.headers['if-none-match'], etag)) return reply.code(304).send();
  }
  return reply.type('application/json; charset=utf-8').send(answer.body);
}

/** A list of etags, any of them perhaps marked weak by a cache that compressed the answer. */
const matches = (condition: string | undefined, etag: string) =>
  condition?.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);

/** Aborts when the client has gone or the server closes: nobody waits any longer. */
export function endOf(reply: FastifyReply, closing: AbortSignal): AbortSignal {
  const controller = new AbortController();
  const abort = () => controller.abort();
  closing.addEventListener('abort', abort);
  if (closing.aborted) abort();
  reply.raw.once('close', () => {
    closing.removeEventListener('abort', abort);
    abort();
  });
  return controller.signal;
}

/**
 * A poll is answered as soon as there is something, else after its length, or when the server closes. An offset past
 * the log's end waits a while for the log, whether it is a poll or not.
 */
async function held(
  deps: ServeDeps,
  source: ShapeSource,
  request: ShapeRequest,
  ended: AbortSignal,
): Promise<ShapeAnswer | 'beyond'> {
  const began = performance.now();
  const watch = deps.hub.watch(source.topics);
  try {
    for (;;) {
      const answer = await answerShape(source, request);
      const patience =
        answer === 'beyond'
          ? Math.min(deps.pollMs, CATCH_UP_MS)
          : request.live && answer.empty
            ? deps.pollMs
            : 0;
      const left = began + patience - performance.now();
      if (left <= 0 || ended.aborted) return answer;
      await watch.next(Math.min(left, source.lookAgainMs ?? left), ended);
    }
  } finally {
    watch.done();
  }
}
