import { z } from 'zod';
import { createConnectors } from '../../connectors/index.ts';
import type { ServerModule } from '../../deps.ts';
import { keepLooking } from '../../rounds/keep-looking.ts';
import { requirePerson } from '../auth/require-person.ts';
import { createSessions } from '../connections/sessions.ts';
import { requireRole } from '../organizations/roles.ts';
import { createCollector } from './collector.ts';
import { registerOlderComments } from './older.ts';

/** Comments on what was published, for accounts the server holds. Devices bring in those of their own by mutation. */
export const commentsModule: ServerModule = (app, deps) => {
  const { db, log, config } = deps;
  const { intervalMs } = config.comments;
  const sessions = createSessions({ ...deps, connectors: createConnectors(app, deps) });
  const collector = createCollector({ db, log, sessions, intervalMs });

  registerOlderComments(app, deps);
  app.post(
    '/api/brands/:id/comments/refresh',
    {
      preHandler: requirePerson(deps),
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: {
        tags: ['comments'],
        summary: 'Ask the platforms for new comments now',
        params: z.object({ id: z.uuid() }),
        response: { 200: z.object({ added: z.int() }) },
      },
    },
    async ({ params, person }) => {
      await db.tx({ as: 'person', personId: person.id }, (tx) =>
        requireRole(tx, person.id, params.id, 'member'),
      );
      return { added: await collector.collect(params.id) };
    },
  );

  if (!config.publisher.enabled) return;
  keepLooking(app, deps, {
    look: () => collector.collect(),
    // Sandbox posts are asked four times as often as the interval says.
    pauseMs: () => Math.max(50, intervalMs / 4),
    failed: 'collecting comments failed',
  });
};
