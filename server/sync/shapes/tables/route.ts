import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../../config.ts';
import type { OwnerDb } from '../../../db/db.ts';
import type { App } from '../../../deps.ts';
import type { ShapeAnswer } from '../answer.ts';
import { readPosition, type ShapeRequest } from '../request.ts';
import { type Errors, invalidRequest, type ServeDeps, serveShape } from '../serve.ts';
import { type Definition, define, readAsked } from './definition.ts';
import { Refused } from './refused.ts';
import { definitionOf, forgetShape, tableSource } from './table-source.ts';

type TableRouteDeps = ServeDeps & { owner: OwnerDb; settings: NonNullable<Config['shapeTest']> };

const EXPOSED = `electric-cursor, electric-handle, electric-has-data, electric-offset, electric-schema,
  electric-up-to-date, electric-internal-known-error, retry-after`.replaceAll(/\s+/g, ' ');

/**
 * GET /v1/shape over any table of the schemas in the settings, as an Electric service has it, with what belongs to it.
 * For tests of clients: it asks nobody who they are.
 */
export async function registerTableRoutes(server: App, deps: TableRouteDeps): Promise<void> {
  server.get('/', { schema: { hide: true } }, async (_request, reply) => reply.code(200).send());
  const routes = async (app: App) => {
    app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('Not found'));
    app.setErrorHandler((error: unknown, request, reply) => answerFailure(error, request, reply));
    app.addHook('onRequest', async (request, reply) => {
      reply
        .header('access-control-allow-origin', request.headers.origin ?? '*')
        .header('access-control-allow-methods', 'GET, POST, HEAD, DELETE, OPTIONS')
        .header('access-control-expose-headers', EXPOSED)
        .header('cross-origin-resource-policy', 'cross-origin');
    });

    app.get('/health', { schema: { hide: true } }, async (_request, reply) =>
      reply.header('cache-control', 'no-cache, no-store, must-revalidate').send({ status: 'active' }),
    );
    app.options('/shape', { schema: { hide: true } }, async (request, reply) => {
      const asked = request.headers['access-control-request-headers'];
      if (asked !== undefined) reply.header('access-control-allow-headers', asked);
      return reply.code(204).header('access-control-max-age', '86400').send();
    });
    app.get('/shape', { schema: { hide: true } }, (request, reply) => getShape(deps, request, reply));
    app.post('/shape', { schema: { hide: true } }, () => {
      throw new Refused('subset', 'subset snapshots are not served');
    });
    app.delete('/shape', { schema: { hide: true } }, (request, reply) => deleteShape(deps, request, reply));
  };
  await server.register(routes, { prefix: '/v1' });
}

const queryOf = (request: FastifyRequest) => new URL(request.url, 'http://localhost').searchParams;

async function getShape(
  deps: TableRouteDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { owner, settings } = deps;
  const query = queryOf(request);
  const { asked, errors } = readAsked(query);
  const position = readPosition(query, errors);
  if (!position.ok || !asked) return refuse(reply, position.ok ? errors : position.errors);
  const definition = await define(owner, settings.schemas, asked);
  const source = tableSource(owner, definition, settings);
  return serveShape(deps, source, position.request, request, reply, {
    cacheControl: (answer) => cacheControl(position.request, answer),
  });
}

/** What caches may do with an answer; the numbers are the protocol's. */
function cacheControl({ offset, live }: ShapeRequest, { status, headers }: ShapeAnswer): string {
  if (status === 409) return `public, max-age=${headers['electric-handle'] ? 60 : 1}, must-revalidate`;
  if (offset === 'start') return 'public, max-age=604800, s-maxage=3600, stale-while-revalidate=2629746';
  return live
    ? 'public, max-age=5, stale-while-revalidate=5'
    : 'public, max-age=60, stale-while-revalidate=300';
}

/** By handle alone, or by table and the rest of a definition. */
async function deleteShape(
  { owner, settings }: TableRouteDeps,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  reply.header('cache-control', 'no-cache');
  if (!settings.allowDelete) return reply.code(405).send({ message: 'Shapes cannot be deleted here' });
  const query = queryOf(request);
  const handle = query.get('handle') || null;
  let definition: Definition | null = null;
  if (!handle || query.has('table')) {
    const { asked, errors } = readAsked(query);
    if (!asked) return refuse(reply, errors);
    definition = await define(owner, settings.schemas, asked);
  }
  if (handle && definition) {
    const known = await definitionOf(owner, handle);
    if (known !== null && known !== definition.identity)
      return refuse(reply, { handle: ['does not belong to this shape'] });
  }
  const by = handle ? { handle } : { definition: definition?.identity ?? '' };
  if (!(await forgetShape(owner, by))) return reply.code(404).send({ message: 'No existing shape found' });
  return reply.code(202).send();
}

const refuse = (reply: FastifyReply, errors: Errors) =>
  reply
    .code(400)
    .header('cache-control', 'no-store')
    .header('surrogate-control', 'no-store')
    .send(invalidRequest(errors));

function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): unknown {
  if (error instanceof Refused) return refuse(reply, { [error.parameter]: [error.message] });
  reply.header('cache-control', 'no-store').header('surrogate-control', 'no-store');
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // A row the expression cannot be worked out for, as a division by zero.
  if (error instanceof Error && code.startsWith('22')) return refuse(reply, { where: [error.message] });
  request.log.warn({ err: error }, 'a shape could not be served');
  if (code === '55P03') {
    const message = 'Snapshot timed out while waiting for a table lock';
    return reply.code(503).header('retry-after', '5').send({ code: 'snapshot_timeout', message });
  }
  if (/^(E[A-Z]+|57P0\d|53\d\d\d|08...)$/.test(code)) {
    const message = 'The database cannot be reached.';
    return reply.code(503).header('retry-after', '5').send({ code: 'database_unreachable', message });
  }
  return reply.code(500).send({ error: 'Internal server error' });
}
