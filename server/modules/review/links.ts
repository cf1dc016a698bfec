import { createHash, randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { type ReviewLinkView, reviewLinkSchema } from '../../../shared/review/links.ts';
import { REVIEWER } from '../../../shared/review/state.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { MAX_LENGTH, MIN_LENGTH, type Passwords } from '../auth/passwords.ts';
import { requirePerson } from '../auth/require-person.ts';
import { requireRole } from '../organizations/roles.ts';

/** A link that would stay open for good is forgotten, not needed. */
export const MAX_DAYS = 90;

export const hashToken = (token: string) => createHash('sha256').update(token).digest();

const columns = sql`id, brand_id, post_id, from_day::text, to_day::text, label, password_hash is not null as has_password,
  created_by, created_at, expires_at, revoked_at, opened_at`;
const day = z.iso.date();

/** Links by which clients look at posts and decide: made, listed and taken back by a brand's reviewers. */
export function linkRoutes(
  app: App,
  deps: Pick<ServerDeps, 'db' | 'now' | 'publicUrl' | 'verifyAccessToken'> & { passwords: Passwords },
) {
  const signedIn = { preHandler: requirePerson(deps) };
  const params = z.object({ id: z.uuid() });

  app.post(
    '/api/brands/:id/review-links',
    {
      ...signedIn,
      // Each may cost a password's hash.
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Make a link by which a client reviews posts',
        params,
        body: z.object({
          /** One post, or (null) everything planned from one day to another on the brand's clock, both inclusive. */
          post_id: z.uuid().nullable(),
          from: day.nullable(),
          to: day.nullable(),
          label: z.string().trim().min(1).max(200),
          password: z.string().min(MIN_LENGTH).max(MAX_LENGTH).nullable(),
          days: z.int().min(1).max(MAX_DAYS),
        }),
        response: { 201: z.object({ link: reviewLinkSchema, url: z.url() }) },
      },
    },
    async (request, reply) => {
      const { id: brandId } = request.params;
      const { post_id: postId, from, to, label, password, days } = request.body;
      if ((postId === null) !== (from !== null && to !== null && from <= to)) {
        throw new AppError('invalid_args', 'A link shows one post, or the posts of some days.', {
          status: 400,
        });
      }
      // Before a hash is paid for.
      await deps.db.tx({ as: 'system' }, (tx) => requireRole(tx, request.person.id, brandId, REVIEWER));
      const passwordHash = password === null ? null : await deps.passwords.hash(password);
      const token = randomBytes(24).toString('base64url');
      const now = deps.now();
      const link = await deps.db.tx({ as: 'system' }, async (tx) => {
        await requireRole(tx, request.person.id, brandId, REVIEWER);
        if (postId !== null) {
          const post = await tx.one(
            sql`select from app.posts where id = ${postId} and brand_id = ${brandId} and deleted_at is null`,
          );
          if (!post) throw new AppError('not_found', 'There is no such post.', { status: 404 });
        }
        return tx.one<ReviewLinkView>(sql`
          insert into app.review_links (id, brand_id, post_id, from_day, to_day, label, token_hash, password_hash,
                                        created_by, created_at, expires_at)
          values (${uuidv7()}, ${brandId}, ${postId}, ${from}, ${to}, ${label}, ${hashToken(token)}, ${passwordHash},
                  ${request.person.id}, ${now}, ${new Date(now.getTime() + days * 86_400_000)})
          returning ${columns}`);
      });
      if (!link) throw new AppError('forbidden', 'That brand is gone.', { status: 403 });
      return reply.code(201).send({ link, url: `${deps.publicUrl()}/review/${token}` });
    },
  );

  app.get(
    '/api/brands/:id/review-links',
    {
      ...signedIn,
      schema: {
        summary: 'Review links of a brand that still work',
        params,
        response: { 200: z.array(reviewLinkSchema) },
      },
    },
    (request) =>
      deps.db.tx({ as: 'system' }, async (tx) => {
        await requireRole(tx, request.person.id, request.params.id, REVIEWER);
        return tx.many<ReviewLinkView>(sql`
          select ${columns} from app.review_links
           where brand_id = ${request.params.id} and revoked_at is null and expires_at > ${deps.now()}
           order by created_at desc, id desc limit 200`);
      }),
  );

  app.delete(
    '/api/review-links/:id',
    { ...signedIn, schema: { summary: 'Take a review link back', params, response: { 204: z.null() } } },
    async (request, reply) => {
      await deps.db.tx({ as: 'system' }, async (tx) => {
        const found = await tx.one<{ brand_id: string }>(
          sql`select brand_id from app.review_links where id = ${request.params.id} for update`,
        );
        if (!found) throw new AppError('forbidden', 'You may not change that link.', { status: 403 });
        await requireRole(tx, request.person.id, found.brand_id, REVIEWER);
        await tx.run(sql`
          update app.review_links set revoked_at = ${deps.now()}
           where id = ${request.params.id} and revoked_at is null`);
      });
      return reply.code(204).send(null);
    },
  );
}
