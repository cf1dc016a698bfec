import sql, { join, raw } from 'sql-template-tag';
import { z } from 'zod';
import { kinds, type Row } from '../../../shared/kinds/index.ts';
import { olderVersionsPageSchema, olderVersionsQuerySchema } from '../../../shared/older-versions.ts';
import type { ServerModule } from '../../deps.ts';
import { requirePerson } from '../auth/require-person.ts';
import { requireRole } from '../organizations/roles.ts';

const columns = join(Object.keys(kinds.revision.columns).map((name) => raw(`"${name}"`)));

/** Versions of a post that left the projection because of their age; desktops ask for them page by page. */
export const historyModule: ServerModule = (app, deps) => {
  app.get(
    '/api/brands/:id/posts/:postId/versions/older',
    {
      preHandler: requirePerson(deps),
      config: { rateLimit: { max: 300, timeWindow: '1 minute' } },
      schema: {
        tags: ['posts'],
        summary: 'Versions of a post that are no longer kept on every desktop, newest first',
        params: z.object({ id: z.uuid(), postId: z.uuid() }),
        querystring: olderVersionsQuerySchema,
        response: { 200: olderVersionsPageSchema },
      },
    },
    async ({ params, query, person }) =>
      deps.db.tx({ as: 'person', personId: person.id }, async (tx) => {
        await requireRole(tx, person.id, params.id, 'member');
        const { before, before_id, limit } = query;
        const after = before ? sql`and (accepted_at, id) < (${before}, ${before_id})` : sql``;
        const found = await tx.many<Row<'revision'> & { place: string }>(sql`
          select ${columns},
                 to_char(accepted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as place
            from app.post_revisions
           where brand_id = ${params.id} and post_id = ${params.postId} and aged ${after}
           order by accepted_at desc, id desc limit ${limit + 1}`);
        const page = found.slice(0, limit);
        const last = page.at(-1);
        const next = last && found.length > limit ? { before: last.place, before_id: last.id } : null;
        return { revisions: page.map(({ place: _, ...row }) => row), next };
      }),
  );
};
