import { type PushResponse, pushRequestSchema, pushResponseSchema } from '../../../shared/sync-protocol.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { requirePerson } from '../../modules/auth/require-person.ts';
import { processMutation } from './process.ts';

/** Room for a batch of long posts; desktops send less. */
const BODY_LIMIT = 8 * 1024 * 1024;

/** POST /api/mutations: the contract is in shared/sync-protocol.ts. */
export function registerMutationRoute(
  app: App,
  deps: Pick<ServerDeps, 'db' | 'log' | 'now' | 'verifyAccessToken'>,
): void {
  app.post('/api/mutations', {
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
      const { client_id, mutations } = request.body;
      const client = { id: client_id, personId: request.person.id };
      const outcomes: PushResponse['outcomes'] = [];
      for (const sent of mutations) {
        const outcome = await processMutation({ ...deps, log: request.log }, client, sent);
        outcomes.push({ id: sent.id, uuid: sent.uuid, outcome });
      }
      return reply.header('cache-control', 'no-store').send({ outcomes });
    },
  });
}
