import { z } from 'zod';
import { EXAMPLE_FEED } from '../../../shared/feeds/address.ts';
import { createLocalFetch } from '../../connectors/local-fetch.ts';
import { createSafeFetch } from '../../connectors/safe-fetch.ts';
import type { ServerModule } from '../../deps.ts';
import { keepLooking } from '../../rounds/keep-looking.ts';
import { requirePerson } from '../auth/require-person.ts';
import { requireRole } from '../organizations/roles.ts';
import { createReader } from './reader.ts';

/** Feeds that bring ideas: read for every brand that names some, each at its own pace. */
export const feedsModule: ServerModule = (app, deps) => {
  const { db, log, config, now } = deps;
  const safe = createSafeFetch({ allowPrivate: config.privateHosts, plainHttp: true });
  deps.onClose('connections to feeds', () => safe.close());
  const local = createLocalFetch(app);
  const fetch: typeof globalThis.fetch = (input, init) =>
    config.connectors.SANDBOX && String(input) === EXAMPLE_FEED
      ? local(EXAMPLE_FEED.replace('/feed.xml', '/sandbox/feed.xml'), init)
      : safe.fetch(input, init);
  const reader = createReader({ db, log, fetch, now });

  app.post(
    '/api/brands/:id/feeds/read',
    {
      preHandler: requirePerson(deps),
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        tags: ['feeds'],
        summary: 'Read the feeds of a brand now',
        params: z.object({ id: z.uuid() }),
        response: { 200: z.object({ asked: z.int() }) },
      },
    },
    async ({ params, person }) => {
      await db.tx({ as: 'person', personId: person.id }, (tx) =>
        requireRole(tx, person.id, params.id, 'member'),
      );
      await reader.hurry(params.id);
      return { asked: await reader.readDue(params.id) };
    },
  );

  if (!config.publisher.enabled) return;
  keepLooking(app, deps, {
    look: () => reader.readDue(),
    pauseMs: () => config.feeds.intervalMs,
    failed: 'reading feeds failed',
  });
};
