import type { FastifyError, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { Db } from '../../db/db.ts';
import type { App } from '../../deps.ts';
import { type Accounts, wireUser } from './accounts.ts';
import { authError } from './errors.ts';
import type { Guard } from './rate-limit.ts';
import { bearerToken } from './require-person.ts';
import {
  grantSchemas,
  logoutQuerySchema,
  sessionSchema,
  signUpSchema,
  updateUserSchema,
  userSchema,
} from './schemas.ts';
import type { Sessions } from './sessions.ts';
import type { SignIn } from './sign-in.ts';
import type { SigningKeys } from './signing-keys.ts';
import type { Claims } from './tokens.ts';

const API_VERSION = '2024-01-01';

export type RoutesDeps = {
  db: Db;
  accounts: Accounts;
  sessions: Sessions;
  signIn: SignIn;
  keys: SigningKeys;
  guard: Guard;
  /** @throws AppError `bad_jwt` | `token_expired` | `session_not_found` */
  claimsOf: (token: string) => Promise<Claims>;
};

/** The routes `@supabase/auth-js` 2.119 calls, to be registered under /auth/v1. */
export function registerGoTrueRoutes(app: App, deps: RoutesDeps): void {
  const { accounts, sessions, signIn, keys } = deps;
  speakGoTrue(app);

  const claims = async (request: FastifyRequest) => deps.claimsOf(bearerToken(request));

  app.post(
    '/signup',
    { schema: { ...tag('Sign up'), body: signUpSchema, response: { 200: sessionSchema } } },
    async (request) => signIn.signUp(request.body, deviceOf(request)),
  );

  app.post(
    '/token',
    {
      schema: {
        ...tag('Sign in by password, refresh token or authorization code'),
        querystring: z.object({ grant_type: z.enum(['password', 'refresh_token', 'pkce']) }),
        body: z.record(z.string(), z.unknown()),
        response: { 200: sessionSchema },
      },
    },
    async (request) => {
      const { query, body } = request;
      if (query.grant_type === 'password') {
        return signIn.byPassword(read(grantSchemas.password, body), deviceOf(request));
      }
      if (query.grant_type === 'refresh_token') {
        return signIn.byRefreshToken(read(grantSchemas.refresh_token, body).refresh_token);
      }
      const { auth_code, code_verifier } = read(grantSchemas.pkce, body);
      return signIn.byCode(auth_code, code_verifier, deviceOf(request));
    },
  );

  app.get(
    '/user',
    { schema: { ...tag('The signed-in user'), ...SIGNED_IN, response: { 200: userSchema } } },
    async (request) => wireUser(await accounts.byId((await claims(request)).sub)),
  );

  app.put(
    '/user',
    {
      schema: {
        ...tag('Change the signed-in user'),
        ...SIGNED_IN,
        body: updateUserSchema,
        response: { 200: userSchema },
      },
    },
    async (request) => {
      const { sub, email, session_id } = await claims(request);
      const change = () => accounts.update(sub, session_id, request.body);
      return wireUser(await deps.guard.password({ email, ip: request.ip }, change));
    },
  );

  app.post(
    '/logout',
    {
      schema: {
        ...tag('Sign out'),
        ...SIGNED_IN,
        querystring: logoutQuerySchema,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { sub, session_id } = await claims(request);
      const { scope } = request.query;
      const which = { global: 'all', local: { only: session_id }, others: { except: session_id } } as const;
      await deps.db.tx({ as: 'system' }, (tx) => sessions.end(tx, sub, which[scope]));
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/.well-known/jwks.json',
    { schema: tag('Public keys of access tokens') },
    async (_request, reply) => {
      reply.header('cache-control', 'public, max-age=600');
      return { keys: await keys.published() };
    },
  );

  app.get('/health', { schema: tag('Whether sign-in works') }, async () => {
    await keys.active();
    return { name: 'GoTrue', version: 'pillarbox', description: 'The sign-in of this Pillarbox server' };
  });

  app.get('/settings', { schema: tag('What sign-in offers') }, async () => ({
    external: { email: true, phone: false, anonymous_users: false },
    disable_signup: false,
    mailer_autoconfirm: true,
    phone_autoconfirm: false,
    sms_provider: '',
    saml_enabled: false,
    mfa_enabled: false,
  }));
}

/** Errors in GoTrue's form: auth-js reads `code` only beside the API version header. */
function speakGoTrue(app: App): void {
  app.setValidatorCompiler(validatorCompiler);
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-supabase-api-version', API_VERSION);
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  // supabase-js names JSON also for requests without a body.
  const parseJson = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '' || body === 'undefined') done(null, undefined);
    else parseJson(request, body.toString(), done);
  });

  app.setErrorHandler((error: FastifyError | AppError, request, reply) => {
    const { status, body } = wireError(error);
    if (status >= 500) request.log.error({ err: error }, 'sign-in failed');
    const { retry_after } = body;
    if (typeof retry_after === 'number') reply.header('retry-after', retry_after);
    return reply.code(status).send(body);
  });
}

function wireError(error: FastifyError | AppError): { status: number; body: Record<string, unknown> } {
  if (error instanceof AppError) {
    const code = GOTRUE_CODES[error.code] ?? error.code;
    return { status: error.status, body: { code, message: error.message, ...error.details } };
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const message = error.validation[0]?.message ?? 'The request is not valid.';
    return { status: 400, body: { code: 'validation_failed', message } };
  }
  if (error.code === 'FST_ERR_CTP_INVALID_JSON_BODY' || error instanceof SyntaxError) {
    return { status: 400, body: { code: 'bad_json', message: 'Could not parse request body as JSON' } };
  }
  const status = error.statusCode ?? 500;
  if (status < 500) return { status, body: { code: 'validation_failed', message: error.message } };
  const message = 'Sign-in does not work right now. Try again in a moment.';
  return { status: 500, body: { code: 'unexpected_failure', message } };
}

/** The names GoTrue has for what the rest of this server calls otherwise. */
const GOTRUE_CODES: Record<string, string> = { unauthorized: 'no_authorization', token_expired: 'bad_jwt' };

const SIGNED_IN = { security: [{ session: [] }] };
const tag = (summary: string) => ({ tags: ['auth'], summary });

export const deviceOf = (request: FastifyRequest) => ({
  userAgent: request.headers['user-agent'],
  ip: request.ip,
});

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw authError(400, 'validation_failed', result.error.issues[0]?.message ?? 'The request is not valid.');
}
