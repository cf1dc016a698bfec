import { randomUUID } from 'node:crypto';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { type FastifyBaseLogger, fastify, LogController } from 'fastify';
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import packageJson from '../package.json' with { type: 'json' };
import { AppError } from '../shared/errors.ts';
import type { App, ServerDeps, ServerModule } from './deps.ts';
import { errorBody, errorHandler } from './errors.ts';
import { healthModule } from './health.ts';
import { createPageLanguages } from './languages.ts';

const BODY_LIMIT = 1024 * 1024;
/** How long requests under way may take once a close has begun. */
const CLOSE_PATIENCE_MS = 10_000;

export type AppOptions = Omit<ServerDeps, 'closing' | 'onClose' | 'publicUrl' | 'languages'> & {
  modules: readonly ServerModule[];
  languages?: ServerDeps['languages'];
};

export type BuiltApp = {
  app: App;
  deps: ServerDeps;
  /**
   * Stops accepting, ends held polls, lets requests under way finish, then runs the `onClose` work, newest first.
   * The database stays open: whoever opened it closes it.
   */
  close(): Promise<void>;
};

/**
 * Builds the server without listening: tests call it with `inject`.
 * The order matters: guards before routes, the description before what it describes, modules last.
 */
export async function buildApp(options: AppOptions): Promise<BuiltApp> {
  const { modules, ...given } = options;
  const closing = new AbortController();
  const closers: { name: string; work: () => Promise<void> | void }[] = [];
  const deps: ServerDeps = {
    ...given,
    languages: given.languages ?? createPageLanguages(),
    closing: closing.signal,
    onClose: (name, work) => closers.push({ name, work }),
    publicUrl: () => given.config.publicUrl ?? listeningUrl(app, given.config.host),
  };

  const app = fastify({
    loggerInstance: given.log satisfies FastifyBaseLogger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'requestId' }),
    genReqId: (request) => saneRequestId(request.headers['x-request-id']) ?? randomUUID(),
    bodyLimit: BODY_LIMIT,
    // A proxy on this machine may say who the caller is; nobody else may.
    trustProxy: 'loopback',
    // How long a request may take to arrive (not to be answered: polls are held).
    requestTimeout: 60_000,
    routerOptions: { maxParamLength: 500 },
  }).withTypeProvider<ZodTypeProvider>();

  // A connection that a client opened and never used is not idle to Node: without a count of our own it would hold up
  // a close for as long as our patience lasts.
  let underWay = 0;
  app.server.on('request', (_request, response) => {
    underWay += 1;
    response.once('close', () => {
      underWay -= 1;
    });
  });

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(errorHandler(BODY_LIMIT));
  app.setNotFoundHandler((request, reply) => {
    const failure = new AppError(
      'not_found',
      `There is no ${request.method} ${request.url.split('?')[0]} here.`,
    );
    return reply.status(404).send(errorBody(failure));
  });
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const level = request.routeOptions.url === '/health' ? 'debug' : 'info';
    request.log[level](
      { req: request, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    );
  });

  await app.register(helmet, {
    // Answers are data or small pages without scripts. A route with other needs sets its own header.
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'none'"],
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:'],
        'media-src': ["'self'"],
        'form-action': ["'self'"],
        'base-uri': ["'none'"],
        'frame-ancestors': ["'none'"],
      },
    },
    hsts: given.config.publicUrl?.startsWith('https:') ?? false,
  });
  // Routes that guard a secret ask for it: `config: { rateLimit: { max, timeWindow } }`.
  await app.register(rateLimit, {
    global: false,
    errorResponseBuilder: (_request, { ttl }) =>
      new AppError('too_many_requests', 'Too many requests. Try again in a moment.', {
        status: 429,
        details: { retry_after: Math.ceil(ttl / 1000) },
      }),
  });
  // A first sync is tens of megabytes of text; level 1 costs a tenth of the default's time.
  await app.register(compress, { threshold: 1024, encodings: ['zstd', 'gzip'], zlibOptions: { level: 1 } });
  await app.register(swagger, {
    openapi: {
      info: { title: 'Pillarbox', version: packageJson.version },
      components: { securitySchemes: { session: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: jsonSchemaTransform,
  });
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: {
      'default-src': "'self'",
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'frame-ancestors': "'none'",
    },
  });

  await healthModule(app, deps);
  for (const module of modules) await module(app, deps);

  return {
    app,
    deps,
    async close() {
      closing.abort();
      const impatient = setTimeout(() => app.server.closeAllConnections(), CLOSE_PATIENCE_MS);
      const quiet = setInterval(() => {
        if (underWay === 0) app.server.closeAllConnections();
      }, 20);
      await app.close();
      clearTimeout(impatient);
      clearInterval(quiet);
      for (const { name, work } of closers.toReversed()) {
        try {
          await work();
        } catch (error) {
          given.log.error({ err: error, name }, 'could not close cleanly');
        }
      }
    },
  };
}

/** A caller's id is kept so that two machines' logs can be joined, unless it could forge log lines. */
function saneRequestId(header: string | string[] | undefined): string | undefined {
  return typeof header === 'string' && /^[\w.-]{1,64}$/.test(header) ? header : undefined;
}

function listeningUrl(
  app: { server: { address(): string | { port: number } | null } },
  host: string,
): string {
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen yet.');
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${address.port}`;
}
