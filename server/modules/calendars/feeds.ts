import { createHash, randomBytes } from 'node:crypto';
import sql from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { type CalendarFeedView, calendarFeedSchema } from '../../../shared/exchange/feeds.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { requirePerson } from '../auth/require-person.ts';
import { requireRole } from '../organizations/roles.ts';

export const hashToken = (token: string) => createHash('sha256').update(token).digest();

const columns = sql`id, brand_id, label, pillar_ids, connection_ids, created_by, created_at, fetched_at`;
/** As many addresses of one brand at a time; each is a secret somebody has to look after. */
const MAX_FEEDS = 50;

/** Addresses of a brand's calendar: made and listed by its members, taken back by their makers and by managers. */
export function feedRoutes(
  app: App,
  deps: Pick<ServerDeps, 'db' | 'now' | 'publicUrl' | 'verifyAccessToken'>,
) {
  const signedIn = { preHandler: requirePerson(deps) };
  const params = z.object({ id: z.uuid() });

  app.post(
    '/api/brands/:id/calendar-feeds',
    {
      ...signedIn,
      config: { rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: {
        summary: 'Make an address by which a calendar program follows a brand’s plan',
        params,
        body: z.object({
          label: z.string().trim().min(1).max(200),
          pillar_ids: z.array(z.uuid()).max(100),
          connection_ids: z.array(z.uuid()).max(100),
        }),
        response: { 201: z.object({ feed: calendarFeedSchema, url: z.url() }) },
      },
    },
    async (request, reply) => {
      const { id: brandId } = request.params;
      const { label, pillar_ids, connection_ids } = request.body;
      const token = randomBytes(24).toString('base64url');
      const feed = await deps.db.tx({ as: 'system' }, async (tx) => {
        await requireRole(tx, request.person.id, brandId, 'member');
        const count = await tx.one<{ count: number }>(
          sql`select count(*)::int as count from app.calendar_feeds where brand_id = ${brandId} and revoked_at is null`,
        );
        if ((count?.count ?? 0) >= MAX_FEEDS)
          throw new AppError('too_many_feeds', 'This brand has too many calendar addresses.', {
            status: 409,
          });
        return tx.one<CalendarFeedView>(sql`
          insert into app.calendar_feeds (id, brand_id, label, token_hash, pillar_ids, connection_ids, created_by, created_at)
          values (${uuidv7()}, ${brandId}, ${label}, ${hashToken(token)}, ${JSON.stringify(pillar_ids)},
                  ${JSON.stringify(connection_ids)}, ${request.person.id}, ${deps.now()})
          returning ${columns}`);
      });
      if (!feed) throw new AppError('forbidden', 'That brand is gone.', { status: 403 });
      return reply.code(201).send({ feed, url: `${deps.publicUrl()}/calendar/${token}.ics` });
    },
  );

  app.get(
    '/api/brands/:id/calendar-feeds',
    {
      ...signedIn,
      schema: {
        summary: 'Calendar addresses of a brand that still work',
        params,
        response: { 200: z.array(calendarFeedSchema) },
      },
    },
    (request) =>
      deps.db.tx({ as: 'system' }, async (tx) => {
        await requireRole(tx, request.person.id, request.params.id, 'member');
        return tx.many<CalendarFeedView>(sql`
          select ${columns} from app.calendar_feeds
           where brand_id = ${request.params.id} and revoked_at is null
           order by created_at desc, id desc limit 200`);
      }),
  );

  app.delete(
    '/api/calendar-feeds/:id',
    { ...signedIn, schema: { summary: 'Take a calendar address back', params, response: { 204: z.null() } } },
    async (request, reply) => {
      await deps.db.tx({ as: 'system' }, async (tx) => {
        const found = await tx.one<{ brand_id: string; created_by: string }>(
          sql`select brand_id, created_by from app.calendar_feeds where id = ${request.params.id} for update`,
        );
        if (!found) throw new AppError('forbidden', 'You may not change that address.', { status: 403 });
        const own = found.created_by === request.person.id;
        await requireRole(tx, request.person.id, found.brand_id, own ? 'member' : 'manager');
        await tx.run(sql`
          update app.calendar_feeds set revoked_at = ${deps.now()}
           where id = ${request.params.id} and revoked_at is null`);
      });
      return reply.code(204).send(null);
    },
  );
}
