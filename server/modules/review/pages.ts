import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { App, ServerDeps } from '../../deps.ts';
import type { Passwords } from '../auth/passwords.ts';
import { createRateLimit } from '../auth/rate-limit.ts';
import type { MediaStore } from '../media/store.ts';
import { type ClientReviews, isProof, type OpenLink, proofOf } from './client.ts';
import { type Answered, closedPage, type Problem, passwordPage, reviewPage } from './views.ts';

const params = z.object({ token: z.string().max(100) });
const formSchema = z.object({
  post: z.uuid(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  seen: z
    .string()
    .max(5000)
    .transform((text) => text.split(',').filter((id) => z.uuid().safeParse(id).success)),
  decision: z.enum(['approved', 'changes_requested']),
  name: z.string().trim().max(200).default(''),
  note: z.string().trim().max(5000).default(''),
});
const passwordSchema = z.object({ password: z.string().max(1000) });

/** Once given, a password is asked for again after so long. */
const PROOF_SECONDS = 12 * 3600;
const NAME_SECONDS = 90 * 86_400;

type Deps = Pick<ServerDeps, 'languages' | 'publicUrl'> & {
  passwords: Passwords;
  reviews: ClientReviews;
  media: Pick<MediaStore, 'thumbnail'>;
};

/**
 * The page behind a review link, for people without an account: plain HTML and forms, no script. Whoever has the link
 * (and the password, where it has one) sees its posts and can decide about them; nothing else is behind it.
 */
export function reviewPages(app: App, { languages, publicUrl, passwords, reviews, media }: Deps): void {
  // Wrong passwords count, for each link whoever tries: ten at once, then one a minute.
  const guesses = createRateLimit({ burst: 10, secondsEach: 60 });
  const secure = () => (publicUrl().startsWith('https:') ? '; Secure' : '');

  /** The link, if it works and its password was given; else what to answer instead. */
  async function enter(
    request: FastifyRequest,
    token: string,
  ): Promise<{ link: OpenLink } | { status: number; html: string }> {
    const language = languages(request);
    const link = await reviews.find(token);
    if (!link) return { status: 404, html: closedPage(language) };
    const hash = link.password_hash;
    if (hash !== null && !isProof(cookieOf(request, 'review'), token, hash))
      return { status: 401, html: passwordPage(language, link, token) };
    return { link };
  }

  const show = async (request: FastifyRequest, link: OpenLink, token: string, answered?: Answered) =>
    reviewPage(languages(request), link, {
      token,
      ...(await reviews.posts(link)),
      name: answered?.name ?? nameOf(request),
      answered,
    });

  app.get(
    '/review/:token',
    {
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: { hide: true, params, querystring: z.object({ done: z.uuid().optional().catch(undefined) }) },
    },
    async (request, reply) => {
      const { token } = request.params;
      const found = await enter(request, token);
      if ('html' in found) return send(reply.code(found.status), found.html);
      const { done } = request.query;
      return send(
        reply,
        await show(request, found.link, token, done ? { post: done, problem: 'done' } : undefined),
      );
    },
  );

  app.post(
    '/review/:token/enter',
    {
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: { hide: true, params, body: z.unknown() },
    },
    async (request, reply) => {
      const { token } = request.params;
      const language = languages(request);
      const link = await reviews.find(token);
      if (!link) return send(reply.code(404), closedPage(language));
      if (!isSameOrigin(request))
        return send(reply.code(403), passwordPage(language, link, token, 'elsewhere'));
      const hash = link.password_hash;
      const { password } = passwordSchema.catch({ password: '' }).parse(request.body);
      if (hash === null) return reply.redirect(`/review/${token}`, 303);
      try {
        const giveBack = guesses.take(link.id);
        if (!(await passwords.matches(hash, password)))
          return send(reply.code(403), passwordPage(language, link, token, 'wrong_password'));
        giveBack();
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const wait = error.details.retry_after;
        if (typeof wait === 'number') reply.header('retry-after', wait);
        return send(reply.code(error.status), passwordPage(language, link, token, 'too_often'));
      }
      return reply
        .header(
          'set-cookie',
          `review=${proofOf(token, hash)}; Path=/review/${token}; Max-Age=${PROOF_SECONDS}; HttpOnly; SameSite=Lax${secure()}`,
        )
        .redirect(`/review/${token}`, 303);
    },
  );

  app.post(
    '/review/:token',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: { hide: true, params, body: z.unknown() },
    },
    async (request, reply) => {
      const { token } = request.params;
      const found = await enter(request, token);
      if ('html' in found) return send(reply.code(found.status), found.html);
      const { link } = found;
      const read = formSchema.safeParse(request.body);
      if (!read.success) return send(reply.code(400), await show(request, link, token, undefined));
      const { post, hash, seen, decision, name, note } = read.data;
      const again = async (status: number, problem: Problem) =>
        send(reply.code(status), await show(request, link, token, { post, problem, name, note }));
      if (!isSameOrigin(request)) return again(403, 'elsewhere');
      if (name === '') return again(422, 'name_missing');
      if (decision === 'changes_requested' && note === '') return again(422, 'note_missing');
      const outcome = await reviews.decide(token, post, { decision, name, note, saw: { hash, seen } });
      if (outcome === 'gone') return again(404, 'gone');
      if (outcome !== 'done') return again(409, outcome);
      return reply
        .header(
          'set-cookie',
          `reviewer=${encodeURIComponent(name)}; Path=/review/${token}; Max-Age=${NAME_SECONDS}; HttpOnly; SameSite=Lax${secure()}`,
        )
        .redirect(`/review/${token}?done=${post}#post-${post}`, 303);
    },
  );

  app.get(
    '/review/:token/media/:sha256',
    {
      config: { rateLimit: { max: 600, timeWindow: '1 minute' } },
      schema: { hide: true, params: params.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }) },
    },
    async (request, reply) => {
      const { token, sha256 } = request.params;
      const found = await enter(request, token);
      if ('html' in found || !(await reviews.shows(found.link, sha256))) return reply.code(404).send();
      const picture = await media.thumbnail(sha256).catch(() => null);
      if (!picture) return reply.code(404).send();
      return reply
        .headers({ 'cache-control': 'private, no-store', 'referrer-policy': 'no-referrer' })
        .type('image/webp')
        .send(Buffer.from(picture));
    },
  );
}

function send(reply: FastifyReply, html: string): FastifyReply {
  return reply
    .headers({
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      // The address is the key. With the stricter no-referrer a browser would send "Origin: null" with the form.
      'referrer-policy': 'same-origin',
      'x-robots-tag': 'noindex',
      'cache-control': 'no-store',
    })
    .type('text/html; charset=utf-8')
    .send(html);
}

/** Browsers name the page a form was sent from. Behind a proxy the scheme may differ, so hosts are compared. */
function isSameOrigin(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  return origin === undefined || URL.parse(origin)?.host === request.host;
}

function cookieOf(request: FastifyRequest, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name) return value.join('=');
  }
  return undefined;
}

function nameOf(request: FastifyRequest): string {
  try {
    return decodeURIComponent(cookieOf(request, 'reviewer') ?? '').slice(0, 200);
  } catch {
    return '';
  }
}
