import sql, { join, raw } from 'sql-template-tag';
import { z } from 'zod';
import { kinds, type Row } from '../../../shared/kinds/index.ts';
import { olderPageSchema, olderQuerySchema } from '../../../shared/older-comments.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { requirePerson } from '../auth/require-person.ts';
import { requireRole } from '../organizations/roles.ts';

const columns = (kind: 'comment' | 'reply') =>
  join(Object.keys(kinds[kind].columns).map((name) => raw(`"${name}"`)));

/** Comments that left the projection because nothing happened to them for long; desktops ask for them page by page. */
export function registerOlderComments(app: App, deps: ServerDeps): void {
  app.get(
    '/api/brands/:id/comments/older',
    {
      preHandler: requirePerson(deps),
      config: { rateLimit: { max: 300, timeWindow: '1 minute' } },
      schema: {
        tags: ['comments'],
        summary: 'Comments that are no longer kept on every desktop, newest first, with their replies',
        params: z.object({ id: z.uuid() }),
        querystring: olderQuerySchema,
        response: { 200: olderPageSchema },
      },
    },
    async ({ params, query, person }) =>
      deps.db.tx(
        { as: 'person', personId: person.id },
        async (tx) => {
          await requireRole(tx, person.id, params.id, 'member');
          const { status, assigned_to, before, before_id, limit } = query;
          const mine = assigned_to ? sql`and assigned_to = ${assigned_to}` : sql``;
          const after = before ? sql`and (commented_at, id) < (${before}, ${before_id})` : sql``;
          const found = await tx.many<Row<'comment'> & { place: string }>(sql`
            select ${columns('comment')},
                   to_char(commented_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
              from app.comments
             where brand_id = ${params.id} and aged and deleted_at is null and status = ${status} ${mine} ${after}
             order by commented_at desc, id desc limit ${limit + 1}`);
          const comments = found.slice(0, limit);
          const replies = await tx.many<Row<'reply'>>(sql`
            select ${columns('reply')} from app.replies
             where comment_id = any(${comments.map(({ id }) => id)}::uuid[]) and deleted_at is null
             order by created_at, id`);
          const last = comments.at(-1);
          const next = last && found.length > limit ? { before: last.place, before_id: last.id } : null;
          return { comments: comments.map(({ place: _, ...row }) => row), replies, next };
        },
        { isolation: 'repeatable read' },
      ),
  );
}
