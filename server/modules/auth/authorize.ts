import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { App } from '../../deps.ts';
import type { PageLanguages } from '../../languages.ts';
import { donePage, formPage, problemOf, type Refusal, refusedPage, unfitField } from './authorize-page.ts';
import { allowedRedirect, cspSource, isDeepLink } from './redirects.ts';
import { deviceOf } from './routes.ts';
import { authorizeSchema, signUpSchema } from './schemas.ts';
import type { SignIn } from './sign-in.ts';

type AuthorizeDeps = {
  signIn: Pick<SignIn, 'toCode'>;
  languages: PageLanguages;
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
    const language = deps.languages(request);
    const asked = readRequest(request.query, deps.redirectOrigins);
    if ('refused' in asked) return send(reply.code(400), refusedPage(language, asked.refused));
    return send(reply, formPage(language, { mode: asked.mode, links: linksOf(request) }), asked.target);
  });

  app.post(
    '/authorize',
    { schema: { ...schema, summary: 'Sign in on the page', body: z.unknown() } },
    async (request, reply) => {
      const language = deps.languages(request);
      const asked = readRequest(request.query, deps.redirectOrigins);
      if ('refused' in asked) return send(reply.code(400), refusedPage(language, asked.refused));
      const { mode, target } = asked;
      if (!isSameOrigin(request)) return send(reply.code(403), refusedPage(language, 'foreign_form'));
      const typed = z
        .object({ email: z.string().catch('') })
        .catch({ email: '' })
        .parse(request.body).email;
      const again = (status: number, problem: string) => {
        const form = formPage(language, { mode, links: linksOf(request), email: typed, problem });
        return send(reply.code(status), form, target);
      };

      const input = signUpSchema.safeParse(request.body);
      if (!input.success) return again(400, unfitField(language, input.error.issues[0]?.path[0]));
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
        return again(error.status, problemOf(language, error));
      }
      if (!isDeepLink(target)) return reply.redirect(target.href, 303);
      // A browser stays where it is when another program takes the link, so it gets a page worth staying on.
      reply.header('refresh', `0; url=${target.href}`);
      return send(reply, donePage(language, target.href), target);
    },
  );
}

function readRequest(
  query: unknown,
  origins: readonly string[],
):
  | { refused: Refusal }
  | (Omit<z.output<typeof authorizeSchema>, 'provider' | 'redirect_to'> & { target: URL }) {
  const read = authorizeSchema.safeParse(query);
  if (!read.success) return { refused: 'incomplete' };
  const { provider, redirect_to, ...rest } = read.data;
  if (provider !== 'email') return { refused: 'provider' };
  const target = allowedRedirect(redirect_to, origins);
  if (!target) return { refused: 'elsewhere' };
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
