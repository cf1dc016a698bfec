import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { CHECK_PARTS, checkAnswerSchema } from '../../../shared/connection-check.ts';
import { connectionHealthSchema } from '../../../shared/connection-health.ts';
import { CONNECTABLE } from '../../../shared/connectors/facts.ts';
import { AppError } from '../../../shared/errors.ts';
import { flowStateSchema } from '../../../shared/sign-in-flow.ts';
import { createConnectors } from '../../connectors/index.ts';
import type { ServerModule } from '../../deps.ts';
import { keepLooking } from '../../rounds/keep-looking.ts';
import { requirePerson } from '../auth/require-person.ts';
import { createAccounts } from './accounts.ts';
import { createBrowserSignIns } from './browser.ts';
import { choosePage, connectedPage, failedPage } from './browser-page.ts';
import { createChecks } from './checks.ts';
import type { Choice } from './choices.ts';
import { createHealth } from './health.ts';
import { createKeeper } from './keeper.ts';
import { createSessions } from './sessions.ts';

const secretSchema = z.string().max(20_000);
const connectSchema = z.object({
  /** Made by the client, so that a request sent twice makes one connection. */
  id: z.uuid(),
  brand_id: z.uuid(),
  platform: z.enum(CONNECTABLE),
  handle: z.string().min(1).max(300),
  /** An app password; may be empty on the sandbox. */
  secret: secretSchema,
  service_url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .nullable(),
});
const beginSchema = connectSchema
  .pick({ id: true, brand_id: true, platform: true, service_url: true })
  .extend({ again: z.boolean().default(false) });
const wayBackSchema = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(2000).optional(),
  error: z.string().max(200).optional(),
});
const choiceSchema = z.object({ state: z.string().min(1).max(200), account: z.string().min(1).max(300) });
const answer = z.object({ connection_id: z.uuid() });
/** Between looks at what has to be refreshed. */
const LOOK_MS = 60_000;
/** Signing in is where passwords are guessed. */
const guarded = { rateLimit: { max: 60, timeWindow: '1 minute' } };

/** Accounts whose secrets the server holds. Rows are removed by the mutation `connection.remove`; a trigger drops the secret. */
export const connectionsModule: ServerModule = (app, deps) => {
  const sessions = createSessions({ ...deps, connectors: createConnectors(app, deps) });
  const accounts = createAccounts({ db: deps.db, sessions });
  const signIns = createBrowserSignIns({
    db: deps.db,
    log: deps.log,
    sessions,
    accounts,
    redirectUri: () => `${deps.publicUrl()}/connect/callback`,
  });
  const checks = createChecks({ db: deps.db, sessions });
  const health = createHealth({ db: deps.db, sessions });
  const signedIn = { preHandler: requirePerson(deps), config: guarded };
  const tags = ['connections'];
  const params = z.object({ id: z.uuid() });

  app.post(
    '/api/connections',
    {
      ...signedIn,
      schema: {
        tags,
        summary: 'Connect an account that the server holds',
        body: connectSchema,
        response: { 200: answer },
      },
    },
    async ({ body, person }) => {
      const { brand_id: brandId, service_url: serviceUrl, ...rest } = body;
      await accounts.connect(person.id, { ...rest, brandId, serviceUrl });
      return { connection_id: body.id };
    },
  );

  app.get(
    '/api/connections/:id/health',
    {
      ...signedIn,
      schema: {
        tags,
        summary: 'How an account that the server holds stands: permissions, expiry, last use',
        params,
        response: { 200: connectionHealthSchema },
      },
    },
    ({ params: { id }, person }) => health.look(person.id, id),
  );

  app.post(
    '/api/connections/:id/checks',
    {
      ...signedIn,
      schema: {
        tags,
        summary: 'Look at an account that the server holds, step by step, by asking its platform',
        params,
        body: z.object({ part: z.enum(CHECK_PARTS) }),
        response: { 200: checkAnswerSchema },
      },
    },
    async ({ params: { id }, body, person }) => ({ steps: await checks.look(person.id, id, body.part) }),
  );

  app.post(
    '/api/connections/:id/hand-over',
    {
      ...signedIn,
      schema: {
        tags,
        summary: 'Give an account that a device holds to the server',
        params,
        body: z.object({ secret: secretSchema }),
        response: { 200: answer },
      },
    },
    async ({ params: { id }, body, person }) => {
      await accounts.handOver(person.id, id, body.secret);
      return { connection_id: id };
    },
  );

  app.post(
    '/api/connections/:id/reconnect',
    {
      ...signedIn,
      schema: {
        tags,
        summary: 'Sign in again to an account that the server holds',
        params,
        body: z.object({ secret: secretSchema }),
        response: { 200: answer },
      },
    },
    async ({ params: { id }, body, person }) => {
      await accounts.reconnect(person.id, id, body.secret);
      return { connection_id: id };
    },
  );

  app.post(
    '/api/connections/browser',
    {
      ...signedIn,
      schema: {
        tags,
        summary: "Begin to connect an account on its platform's own pages",
        body: beginSchema,
        response: { 200: z.object({ url: z.url() }) },
      },
    },
    async ({ body, person }) => {
      const { brand_id: brandId, service_url: serviceUrl, ...rest } = body;
      await signIns.tidy();
      return { url: await signIns.begin(person.id, { ...rest, brandId, serviceUrl }) };
    },
  );

  app.get(
    '/api/connections/browser/:id',
    {
      ...signedIn,
      schema: { tags, summary: 'What became of it', params, response: { 200: flowStateSchema } },
    },
    ({ params: { id }, person }) => signIns.look(person.id, id),
  );

  /** Answers with what came of it. The address has a code in it: it goes nowhere from here, not even into the history of another page. */
  async function answerPage(
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Promise<{ handle: string } | Choice>,
  ): Promise<FastifyReply> {
    const language = deps.languages(request);
    reply
      .type('text/html; charset=utf-8')
      .headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    try {
      const came = await work();
      return reply.send('handle' in came ? connectedPage(language, came.handle) : choosePage(language, came));
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      return reply.status(thrown.status ?? 500).send(failedPage(language, thrown));
    }
  }
  app.get(
    '/connect/callback',
    { config: guarded, schema: { hide: true, querystring: wayBackSchema } },
    (request, reply) => {
      const { state, code = null, error = null } = request.query;
      return answerPage(request, reply, () => signIns.finish({ state, code, error }));
    },
  );
  app.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 16_384 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    (scope as typeof app).post(
      '/connect/choose',
      { config: guarded, schema: { hide: true, body: choiceSchema } },
      (request, reply) => {
        const { state, account: remoteId } = request.body;
        return answerPage(request, reply, () => signIns.choose({ state, remoteId }));
      },
    );
  });

  if (!deps.config.publisher.enabled) return;
  const keeper = createKeeper({ db: deps.db, log: deps.log, sessions, now: deps.now });
  keepLooking(app, deps, {
    look: () => keeper.look(),
    pauseMs: () => LOOK_MS * (0.75 + Math.random() / 2),
    failed: 'looking after accounts failed',
  });
};
