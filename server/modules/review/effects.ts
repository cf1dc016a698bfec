import sql from 'sql-template-tag';
import { z } from 'zod';
import { Rejection } from '../../../shared/mutators/define.ts';
import type { Effect } from '../../sync/effects.ts';

const argsSchema = z.object({ post_id: z.uuid(), decision: z.string() });

/**
 * An approval taken back, or a request for changes, that comes when everything is on its way says so instead of
 * pretending to have stopped it. The post is locked, so a publisher that freezes it comes before or after.
 */
export const refuseTooLate: Effect = async (tx, args) => {
  const { post_id: post, decision } = argsSchema.parse(args);
  if (decision !== 'withdrawn' && decision !== 'changes_requested') return;
  const channels = await tx.one<{ all: number; gone: number }>(sql`
    select count(*)::int as all,
           count(*) filter (where p.state in ('publishing', 'published', 'unknown', 'by_hand'))::int as gone
      from app.targets t left join app.publications p
        on p.subject = 'target' and p.subject_id = t.id and p.deleted_at is null
     where t.post_id = ${post} and t.deleted_at is null`);
  if (channels && channels.all > 0 && channels.gone === channels.all)
    throw new Rejection('already_publishing', 'This post is already being published or is out.', {
      id: post,
    });
};
