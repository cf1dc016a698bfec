import { z } from 'zod';
import { parseScope } from '../../../shared/scopes.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { requirePerson } from '../../modules/auth/require-person.ts';
import { requireProtocol, type SyncVersions } from '../versions.ts';
import { proxyShape } from './electric.ts';
import { createLogReader } from './log-reader.ts';
import { readShapeRequest, type ShapeRequest } from './request.ts';
import { CHUNK_BYTES, RELATION, scopeSource } from './scope-source.ts';
import { endOf, invalidRequest, type ServeDeps, serveShape } from './serve.ts';

export type ShapeRouteDeps = ServeDeps &
  Pick<SyncVersions, 'protocol'> &
  Pick<ServerDeps, 'config' | 'db' | 'verifyAccessToken'> & {
    /** An answer closes at the first row that takes it to so much JSON; `CHUNK_BYTES` unless said. */
    chunkBytes?: number;
  };

/**
 * GET /api/shapes/<scope>: Electric's shape protocol over sync.rows for one scope, chosen by name. Who may read it is
 * asked again for every answer, also after a held poll.
 */
export function registerShapeRoute(app: App, deps: ShapeRouteDeps): void {
  const { electric } = deps.config;
  const { db, chunkBytes = CHUNK_BYTES } = deps;
  const logs = createLogReader(db, RELATION, chunkBytes);
  app.get('/api/shapes/:scope', {
    // Answers are for one person, whether they went well or not.
    onRequest: [
      async (_request, reply) => {
        reply.header('cache-control', 'private, no-store').header('vary', 'authorization');
      },
      requireProtocol(deps),
    ],
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
      const { scope } = request.params;
      // A scope that is none is said first: its parameters do not matter.
      if (!read.ok && parseScope(scope)) {
        return reply.code(400).send({ code: 'invalid_request', ...invalidRequest(read.errors) });
      }
      const personId = request.person.id;
      if (electric) {
        const ended = endOf(reply, deps.closing);
        return proxyShape({ ...deps, electric }, { scope, personId, request, reply, ended });
      }
      const source = scopeSource({ db, logs, chunkBytes }, { personId, scope });
      return serveShape(deps, source, read.ok ? read.request : NOTHING, request, reply);
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
