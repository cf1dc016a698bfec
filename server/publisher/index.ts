import { z } from 'zod';
import { timelineSchema } from '../../shared/publishing/timeline.ts';
import { createConnectors } from '../connectors/index.ts';
import type { ServerModule } from '../deps.ts';
import { requirePerson } from '../modules/auth/require-person.ts';
import { createSessions } from '../modules/connections/sessions.ts';
import { createAftercare } from './aftercare.ts';
import { createCaretaker } from './caretaker.ts';
import { createDecisions } from './decisions.ts';
import { createPublisher } from './publisher.ts';
import { timelineOf } from './timeline.ts';

/** Publishes what is due, and takes the decisions only people can make. */
export const publisherModule: ServerModule = (app, deps) => {
  const { db, log, config } = deps;
  const decisions = createDecisions(deps);
  const signedIn = { preHandler: requirePerson(deps) };
  const tags = ['publishing'];

  app.post(
    '/api/publications/:id/resolve',
    {
      ...signedIn,
      schema: {
        tags,
        summary: 'Settle a publication whose outcome is unknown, or that was missed or failed',
        params: z.object({ id: z.uuid() }),
        body: z.object({ answer: z.enum(['published', 'not_published', 'send_now', 'cancel']) }),
        response: { 200: z.object({}) },
      },
    },
    async ({ params, body, person }) => {
      await decisions.resolve(person.id, params.id, body.answer);
      return {};
    },
  );

  app.post(
    '/api/posts/:id/publish-now',
    {
      ...signedIn,
      schema: {
        tags,
        summary: 'Publish a post to one connection now',
        params: z.object({ id: z.uuid() }),
        body: z.object({ connection_id: z.uuid() }),
        response: { 200: z.object({ publication_id: z.uuid() }) },
      },
    },
    async ({ params, body, person }) => {
      const made = await decisions.publishNow(person.id, params.id, body.connection_id);
      return { publication_id: made.publicationId };
    },
  );

  const connectors = createConnectors(app, deps);
  const sessions = createSessions({ ...deps, connectors });
  const aftercare = createAftercare({ db, log, connectors, sessions }, { worker: 'a person', leaseMs: 0 });
  app.post(
    '/api/publications/:id/check',
    {
      ...signedIn,
      schema: {
        tags,
        summary: 'Ask the platform whether a published post still stands there',
        params: z.object({ id: z.uuid() }),
        response: { 200: z.object({ there: z.boolean() }) },
      },
    },
    ({ params, person }) => aftercare.ask(person.id, params.id),
  );

  app.get(
    '/api/publications/:id/timeline',
    {
      ...signedIn,
      schema: {
        tags,
        summary: 'Every try to publish something and to take it down, with what the platform answered',
        params: z.object({ id: z.uuid() }),
        response: { 200: timelineSchema },
      },
    },
    ({ params, person }) => timelineOf(db, person.id, params.id),
  );

  if (!config.publisher.enabled) return;
  const publisher = createPublisher(
    { db, log, connectors, sessions },
    { intervalMs: config.publisher.intervalMs },
  );
  const caretaker = createCaretaker({ db, log, connectors, sessions });
  // Only a server that listens has an address for the links that published posts carry.
  app.addHook('onListen', async () => {
    await publisher.start();
    await caretaker.start();
  });
  // Before requests end: the sandbox is reached through them.
  app.addHook('preClose', async () => {
    await Promise.all([publisher.stop(), caretaker.stop()]);
  });
};
