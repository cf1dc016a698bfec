import { type PushResponse, pushRequestSchema, pushResponseSchema } from '../../../shared/sync-protocol.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { requirePerson } from '../../modules/auth/require-person.ts';
import { requireProtocol, type SyncVersions } from '../versions.ts';
import { processMutation } from './process.ts';

/** Room for a batch of long posts; desktops send less. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** POST /api/mutations: the contract is in shared/sync-protocol.ts. */
export function registerMutationRoute(
  app: App,
  deps: Pick<ServerDeps, 'db' | 'log' | 'now' | 'verifyAccessToken'> & SyncVersions,
): void {
  app.post('/api/mutations', {
    onRequest: requireProtocol(deps),
    preHandler: requirePerson(deps),
    bodyLimit: BODY_LIMIT,
    schema: {
      tags: ['sync'],
      summary: 'Apply the writes of one desktop, in order, exactly once',
      security: [{ session: [] }],
      body: pushRequestSchema,
      response: { 200: pushResponseSchema },
    },
    async handler(request, reply) {
      const { client_id, generation, mutations } = request.body;
      const client = { id: client_id, personId: request.person.id, generation };
      const outcomes: PushResponse['outcomes'] = [];
      for (const sent of mutations) {
        const outcome = await processMutation({ ...deps, log: request.log }, client, sent);
        outcomes.push({ id: sent.id, uuid: sent.uuid, outcome });
      }
      return reply.header('cache-control', 'no-store').send({ outcomes });
    },
  });
}
