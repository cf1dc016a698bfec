import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { App } from '../../deps.ts';
import { donePage, formPage, refusedPage } from './authorize-page.ts';
import { allowedRedirect, cspSource, isDeepLink } from './redirects.ts';
import { deviceOf } from './routes.ts';
import { authorizeSchema, signUpSchema } from './schemas.ts';
import type { SignIn } from './sign-in.ts';

type AuthorizeDeps = {
  signIn: Pick<SignIn, 'toCode'>;
  /** The origins besides loopback that may receive a code. */
  redirectOrigins: readonly string[];
};

/**
 * The authorization code flow with PKCE (RFC 7636) for our own accounts: a desktop opens
 * `GET /authorize?provider=email&redirect_to&code_challenge&code_challenge_method=s256` in the system's browser, the
 * person signs in there, and the browser is sent to `redirect_to?code=`. The password never meets the desktop.
 */
export function registerAuthorize(app: App, deps: AuthorizeDeps): void {
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 16_384 },
    (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body.toString()))),
  );
  const schema = { tags: ['auth'], querystring: z.record(z.string(), z.unknown()) };

  app.get('/authorize', { schema: { ...schema, summary: 'The sign-in page' } }, (request, reply) => {
    const asked = readRequest(request.query, deps.redirectOrigins);
    if ('refused' in asked) return send(reply.code(400), refusedPage(asked.refused));
    return send(reply, formPage({ mode: asked.mode, links: linksOf(request) }), asked.target);
  });

  app.post(
    '/authorize',
    { schema: { ...schema, summary: 'Sign in on the page', body: z.unknown() } },
    async (request, reply) => {
      const asked = readRequest(request.query, deps.redirectOrigins);
      if ('refused' in asked) return send(reply.code(400), refusedPage(asked.refused));
      const { mode, target } = asked;
      if (!isSameOrigin(request)) {
        return send(reply.code(403), refusedPage('This form was sent from another site.'));
      }
      const typed = z
        .object({ email: z.string().catch('') })
        .catch({ email: '' })
        .parse(request.body).email;
      const again = (status: number, problem: string) =>
        send(reply.code(status), formPage({ mode, links: linksOf(request), email: typed, problem }), target);

      const input = signUpSchema.safeParse(request.body);
      if (!input.success) return again(400, input.error.issues[0]?.message ?? 'Fill in both fields.');
      try {
        const { email, password } = input.data;
        const code = await deps.signIn.toCode(
          { mode, email, password, codeChallenge: asked.code_challenge },
          deviceOf(request),
        );
        target.searchParams.set('code', code);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const { retry_after: retryAfter } = error.details;
        if (typeof retryAfter === 'number') reply.header('retry-after', retryAfter);
        return again(error.status, SENTENCES[error.code] ?? error.message);
      }
      if (!isDeepLink(target)) return reply.redirect(target.href, 303);
      // A browser stays where it is when another program takes the link, so it gets a page worth staying on.
      reply.header('refresh', `0; url=${target.href}`);
      return send(reply, donePage(target.href), target);
    },
  );
}

/** What GoTrue's messages for programs say to a person. */
const SENTENCES: Record<string, string> = {
  invalid_credentials: 'The email address or the password is not right.',
  user_already_exists: 'There is an account with this email address already. Sign in instead.',
};

function readRequest(
  query: unknown,
  origins: readonly string[],
):
  | { refused: string }
  | (Omit<z.output<typeof authorizeSchema>, 'provider' | 'redirect_to'> & { target: URL }) {
  const read = authorizeSchema.safeParse(query);
  if (!read.success) return { refused: read.error.issues[0]?.message ?? 'The link is not complete.' };
  const { provider, redirect_to, ...rest } = read.data;
  if (provider !== 'email') return { refused: 'Unsupported provider: provider is not enabled' };
  const target = allowedRedirect(redirect_to, origins);
  if (!target) return { refused: 'The link leads back to a place that is not allowed.' };
  return { ...rest, target };
}

/** The same request as the page's own links carry it, per mode. */
function linksOf(request: FastifyRequest) {
  const link = (mode: string) => {
    const query = new URLSearchParams(request.url.split('?')[1]);
    query.set('mode', mode);
    return `?${query}`;
  };
  return { 'sign-in': link('sign-in'), 'sign-up': link('sign-up') };
}

/** Browsers name the page a form was sent from. Behind a proxy the scheme may differ, so hosts are compared. */
function isSameOrigin(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  return origin === undefined || URL.parse(origin)?.host === request.host;
}

/** @param target where the form leads at last: browsers apply form-action to redirects too */
function send(reply: FastifyReply, html: string, target?: URL): FastifyReply {
  const formAction = target ? `'self' ${cspSource(target)}` : "'none'";
  return reply
    .headers({
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
      // With the stricter no-referrer a browser would send "Origin: null" with the form.
      'referrer-policy': 'same-origin',
      'x-frame-options': 'DENY',
      'cache-control': 'no-store',
    })
    .type('text/html; charset=utf-8')
    .send(html);
}
