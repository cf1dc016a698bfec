import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseScope } from '../../../shared/scopes.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { requirePerson } from '../../modules/auth/require-person.ts';
import type { Hub } from '../log/hub.ts';
import { answerShape, nextCursor, type ShapeAnswer } from './answer.ts';
import { proxyShape } from './electric.ts';
import { readShapeRequest, type ShapeRequest } from './request.ts';

export type ShapeRouteDeps = Pick<ServerDeps, 'config' | 'db' | 'now' | 'verifyAccessToken' | 'closing'> & {
  hub: Hub;
  /** How long a live poll is held, milliseconds. */
  pollMs: number;
};

/**
 * GET /api/shapes/<scope>: Electric's shape protocol over sync.rows for one scope, chosen by name. Who may read it is
 * asked again for every answer, also after a held poll.
 */
export function registerShapeRoute(app: App, deps: ShapeRouteDeps): void {
  const { electric } = deps.config;
  app.get('/api/shapes/:scope', {
    // Answers are for one person, whether they went well or not.
    onRequest: async (_request, reply) => {
      reply.header('cache-control', 'private, no-store').header('vary', 'authorization');
    },
    preHandler: requirePerson(deps),
    exposeHeadRoute: electric === undefined,
    schema: {
      tags: ['sync'],
      summary: "One scope's rows, by Electric's shape protocol",
      security: [{ session: [] }],
      params: z.object({ scope: z.string().max(200) }),
    },
    async handler(request, reply) {
      const read = readShapeRequest(new URL(request.url, 'http://localhost').searchParams);
      // A scope that is none is said first: its parameters do not matter.
      if (!read.ok && parseScope(request.params.scope)) {
        return reply
          .code(400)
          .send({ code: 'invalid_request', message: 'Invalid request', errors: read.errors });
      }
      const ended = endOf(reply, deps.closing);
      const { scope } = request.params;
      if (electric) {
        return proxyShape(
          { ...deps, electric },
          { scope, personId: request.person.id, request, reply, ended },
        );
      }
      return serve(deps, request, reply, ended, read.ok ? read.request : { ...NOTHING });
    },
  });
}

const NOTHING: ShapeRequest = {
  offset: 'now',
  handle: undefined,
  live: false,
  cursor: undefined,
  offsetText: 'now',
};

/** Aborts when the client has gone or the server closes: nobody waits any longer. */
function endOf(reply: FastifyReply, closing: AbortSignal): AbortSignal {
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

async function serve(
  deps: ShapeRouteDeps,
  http: FastifyRequest<{ Params: { scope: string } }>,
  reply: FastifyReply,
  ended: AbortSignal,
  request: ShapeRequest,
) {
  const answer = await (request.live ? held(deps, http, ended, request) : once(deps, http, request));
  reply.code(answer.status).headers(answer.headers);
  // The connection of a poll that a close has ended would stay open, idle, and hold up the close.
  if (deps.closing.aborted) reply.header('connection', 'close');
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
    if (http.headers['if-none-match'] === etag) return reply.code(304).send();
  }
  return reply.type('application/json; charset=utf-8').send(JSON.stringify(answer.messages));
}

const once = (
  deps: ShapeRouteDeps,
  http: FastifyRequest<{ Params: { scope: string } }>,
  request: ShapeRequest,
): Promise<ShapeAnswer> => answerShape(deps.db, http.person.id, http.params.scope, request);

/** Answers as soon as there is something, else after the poll's length, or when the server closes. */
async function held(
  deps: ShapeRouteDeps,
  http: FastifyRequest<{ Params: { scope: string } }>,
  ended: AbortSignal,
  request: ShapeRequest,
): Promise<ShapeAnswer> {
  const until = performance.now() + deps.pollMs;
  const watch = deps.hub.watch({ scope: http.params.scope, personId: http.person.id });
  try {
    for (;;) {
      const answer = await once(deps, http, request);
      const left = until - performance.now();
      if (!answer.empty || left <= 0 || ended.aborted) return answer;
      await watch.next(left, ended);
    }
  } finally {
    watch.done();
  }
}
