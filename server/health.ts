import sql from 'sql-template-tag';
import { z } from 'zod';
import packageJson from '../package.json' with { type: 'json' };
import type { App, ServerDeps } from './deps.ts';

const health = z.object({
  status: z.enum(['ok', 'database_unavailable']),
  version: z.string(),
  migration: z.number().describe('Number of the newest migration that was applied'),
  uptimeSeconds: z.number(),
});

/** `GET /health`: 200 when requests can be served, 503 when the database does not answer within two seconds. */
export async function healthModule(app: App, deps: Pick<ServerDeps, 'db' | 'migration'>): Promise<void> {
  app.get('/health', { schema: { response: { 200: health, 503: health } } }, async (request, reply) => {
    const alive = await Promise.race([
      deps.db
        .tx({ as: 'system' }, (tx) => tx.one(sql`select 1`))
        .then(
          () => true,
          (error: unknown) => {
            request.log.warn({ err: error }, 'the database does not answer');
            return false;
          },
        ),
      new Promise<boolean>((resolve) => setTimeout(resolve, 2000, false).unref()),
    ]);
    return reply.status(alive ? 200 : 503).send({
      status: alive ? 'ok' : 'database_unavailable',
      version: packageJson.version,
      migration: deps.migration,
      uptimeSeconds: Math.round(process.uptime()),
    });
  });
}
