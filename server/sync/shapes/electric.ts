import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { ELECTRIC_PROTOCOL_QUERY_PARAMS } from '@electric-sql/client';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../../shared/errors.ts';
import type { Db } from '../../db/db.ts';
import { accessTopic, type Hub } from '../log/hub.ts';
import { assertMayRead } from './access.ts';

export type Electric = { url: string; secret: string | undefined };

/**
 * The request that goes to Electric. It is built from nothing: of the client's query only the protocol's own
 * parameters are copied, and everything that defines the shape is ours.
 * @param query the client's query, however hostile
 */
export function upstreamUrl(electric: Electric, scope: string, query: URLSearchParams): URL {
  const url = new URL(`${electric.url}/v1/shape`);
  for (const name of ELECTRIC_PROTOCOL_QUERY_PARAMS) {
    const value = query.get(name);
    // Subset snapshots and server-sent events are not part of what we serve.
    if (value !== null && !name.startsWith('subset__') && !name.includes('live_sse')) {
      url.searchParams.set(name, value);
    }
  }
  url.searchParams.set('table', 'sync.rows');
  url.searchParams.set('where', 'scope = $1');
  url.searchParams.set('params[1]', scope);
  url.searchParams.set('columns', 'scope,kind,id,data');
  url.searchParams.set('replica', 'default');
  if (electric.secret !== undefined) url.searchParams.set('secret', electric.secret);
  return url;
}

const FORWARDED = /^(electric-.*|retry-after|etag|content-type)$/;

/**
 * Answers from a real Electric service, behind the same gate as our own log: rights are asked before the request and
 * again before its answer, and a poll ends when they are lost.
 * @throws AppError `scope_revoked`, `unknown_scope`, `electric_unreachable` (502), `server_closing` (503)
 */
export async function proxyShape(
  deps: { db: Db; hub: Hub; electric: Electric },
  call: {
    scope: string;
    personId: string;
    request: FastifyRequest;
    reply: FastifyReply;
    ended: AbortSignal;
  },
): Promise<unknown> {
  const { scope, personId, request, reply, ended } = call;
  const check = () => deps.db.tx({ as: 'sync' }, (tx) => assertMayRead(tx, personId, scope));
  const watch = deps.hub.watch([accessTopic(personId)]);
  const upstream = new AbortController();
  const stop = () => upstream.abort();
  ended.addEventListener('abort', stop);
  try {
    await check();
    const url = upstreamUrl(deps.electric, scope, new URL(request.url, 'http://localhost').searchParams);
    const condition = request.headers['if-none-match'];
    const answering = fetch(url, {
      signal: upstream.signal,
      headers: condition === undefined ? {} : { 'if-none-match': condition },
    });
    const answer = await withRights(answering, check, watch, upstream);
    // Our client reads a 401 or 403 as its own: those of the service are between it and us.
    if (answer.status === 401 || answer.status === 403) {
      await answer.body?.cancel();
      throw new AppError('electric_refused', 'The sync service refuses this server.', { status: 502 });
    }
    for (const [name, value] of answer.headers) if (FORWARDED.test(name)) reply.header(name, value);
    reply.code(answer.status);
    return reply.send(answer.body ? Readable.fromWeb(answer.body as ReadableStream) : undefined);
  } catch (error) {
    stop();
    if (error instanceof AppError) throw error;
    if (ended.aborted) throw new AppError('server_closing', 'The server is closing.', { status: 503 });
    if (!(error instanceof TypeError)) throw error;
    request.log.warn({ err: error }, 'Electric cannot be reached');
    throw new AppError('electric_unreachable', 'The sync service cannot be reached.', { status: 502 });
  } finally {
    watch.done();
  }
}

/** Waits for the answer, checking rights at every word that they changed and once more at the end. */
async function withRights(
  answering: Promise<Response>,
  check: () => Promise<void>,
  watch: ReturnType<Hub['watch']>,
  upstream: AbortController,
): Promise<Response> {
  const settled = new AbortController();
  const done = answering.finally(() => settled.abort());
  // Its failure is reported where it is awaited below.
  done.catch(() => undefined);
  while (!settled.signal.aborted) {
    await watch.next(60_000, settled.signal);
    await check();
  }
  const answer = await done;
  if (upstream.signal.aborted) throw new Error('aborted');
  return answer;
}
