import sql, { type Sql } from 'sql-template-tag';
import { AppError } from '../../shared/errors.ts';
import type { Timeline, Try } from '../../shared/publishing/timeline.ts';
import type { Db } from '../db/db.ts';
import { redactText } from '../log.ts';
import { requireRole } from '../modules/organizations/roles.ts';

/** Newest first are kept where there were more. */
const LIMIT = 200;

type Answered = Pick<Try, 'error_code' | 'error_message' | 'status' | 'platform_code'>;
const answered: Sql = sql`error_code, error_message, (answer->>'status')::int as status, answer->>'code' as platform_code`;

/** The ledgers keep what connectors said, which is without secrets; what goes out of the house is looked at once more. */
const redacted = <T extends Answered>(row: T): T => ({
  ...row,
  error_message: row.error_message && redactText(row.error_message),
  platform_code: row.platform_code && redactText(row.platform_code).slice(0, 300),
});

/**
 * What the ledgers say of one publication, to a person who works with its brand.
 * @throws AppError not_found | forbidden
 */
export function timelineOf(db: Db, personId: string, publicationId: string): Promise<Timeline> {
  return db.tx({ as: 'person', personId }, async (tx) => {
    const seen = await tx.one<{ brand_id: string }>(
      sql`select brand_id from app.publications where id = ${publicationId} and deleted_at is null`,
    );
    if (!seen) throw new AppError('not_found', 'There is no such publication.', { status: 404 });
    await requireRole(tx, personId, seen.brand_id, 'member');
    await tx.become({ as: 'system' });
    const tries = await tx.many<Try>(sql`
      select n, claimed_at as begun_at, armed_at as sent_at, settled_at, settled_by, ${answered},
             case when state in ('armed', 'sent') then 'sending' when state = 'confirmed' then 'published'
                  when state = 'rejected' then 'not_published' when state = 'unknown' then 'unknown'
                  else 'preparing' end as outcome
        from app.publish_attempts where publication_id = ${publicationId} order by n desc limit ${LIMIT}`);
    const removals = await tx.many<Timeline['removals'][number]>(sql`
      select n, begun_at, settled_at, outcome, ${answered}
        from app.removal_attempts where publication_id = ${publicationId} order by n desc limit ${LIMIT}`);
    const next = await tx.one<{ next_at: string | null }>(sql`
      select coalesce(p.next_try_at, s.next_try_at, w.look_at) as next_at
        from app.publications p
        left join app.standings s on s.id = p.id and s.deleted_at is null
        left join app.publication_work w
          on w.subject = p.subject and w.subject_id = p.subject_id and w.occurrence = p.occurrence and w.phase = 'resolve'
       where p.id = ${publicationId}`);
    return {
      tries: tries.toReversed().map(redacted),
      removals: removals.toReversed().map(redacted),
      next_at: next?.next_at ?? null,
    };
  });
}
