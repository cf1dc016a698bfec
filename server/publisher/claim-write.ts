import sql from 'sql-template-tag';
import { plannedOnce, type Tx } from '../db/db.ts';
import { redactText } from '../log.ts';
import type { Work } from './claim-rows.ts';
import type { Verdict } from './claim-verdict.ts';
import type { Attempt } from './ledger.ts';

export type Judged = {
  work: Work;
  verdict: Verdict;
  attempt?: Attempt & { content_hash: string; lease_ms: number };
};

/**
 * Writes what becomes of a batch in one statement: what people read, the frozen attempts, and the leases. What is said
 * already is not written again, so nothing churns on desktops that waits.
 */
export async function writeVerdicts(tx: Tx, worker: string, judged: readonly Judged[]): Promise<void> {
  const rows = judged.map(({ work, verdict, attempt }) => {
    const shown = verdict.fate === 'send' ? undefined : verdict.shown;
    return {
      ...work,
      fate: verdict.fate,
      until: verdict.fate === 'park' ? verdict.until : null,
      cancelled: verdict.fate === 'drop' && verdict.cancelled === true,
      state: attempt ? 'publishing' : shown?.state,
      next_try_at: shown?.next_try_at,
      error_class: shown?.class ?? 'none',
      error_code: shown?.code.slice(0, 80),
      error_message: shown?.message && redactText(shown.message).slice(0, 2000),
      n: attempt?.n,
      content: attempt?.content,
      content_hash: attempt?.content_hash,
      key: attempt?.key,
      lease_ms: attempt?.lease_ms,
    };
  });
  await tx.run(
    plannedOnce(
      'claim_write',
      sql`
    with r as materialized (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
        subject text, subject_id uuid, occurrence text, connection_id uuid, post_id uuid, part_id uuid, brand_id uuid,
        due_at timestamptz, publication_id uuid, fate text, until timestamptz, cancelled boolean, state text,
        next_try_at timestamptz, error_class text, error_code text, error_message text, n int, content jsonb,
        content_hash text, key text, lease_ms float8)),
    shown as (
      insert into app.publications as p (id, brand_id, subject, subject_id, post_id, part_id, connection_id, occurrence, state,
                                         due_at, tries, next_try_at, error_class, error_code, error_message, updated_at)
      select publication_id, brand_id, subject, subject_id, post_id, part_id, connection_id, occurrence, state, due_at,
             coalesce(n, 0), next_try_at, error_class, error_code, error_message, clock_timestamp()
        from r where state is not null
      on conflict (id) do update set
        due_at = excluded.due_at, connection_id = excluded.connection_id, deleted_at = null, state = excluded.state,
        tries = case when excluded.state = 'publishing' then excluded.tries else p.tries end,
        next_try_at = excluded.next_try_at, error_class = excluded.error_class,
        error_code = excluded.error_code, error_message = excluded.error_message, updated_at = excluded.updated_at
       where (p.due_at, p.connection_id, p.deleted_at, p.state, p.next_try_at, p.error_class, p.error_code, p.error_message)
             is distinct from (excluded.due_at, excluded.connection_id, null::timestamptz, excluded.state, excluded.next_try_at,
                               excluded.error_class, excluded.error_code, excluded.error_message)),
    cancelled as (
      update app.publications p set state = 'cancelled', updated_at = clock_timestamp() from r
       where p.id = r.publication_id and r.cancelled and p.state in ('waiting', 'retrying')),
    begun as (
      insert into app.publish_attempts (publication_id, n, brand_id, connection_id, state, worker, due_at, content,
                                        content_hash, key, claimed_at)
      select publication_id, n, brand_id, connection_id, 'claimed', ${worker}, due_at, content, content_hash, key,
             clock_timestamp()
        from r where fate = 'send'),
    gone as (
      delete from app.publication_work w using r
       where r.fate = 'drop' and w.subject = r.subject and w.subject_id = r.subject_id and w.occurrence = r.occurrence)
    update app.publication_work w
       set phase = case when r.fate = 'send' then 'leased' else w.phase end,
           worker = case when r.fate = 'send' then ${worker} end,
           look_at = case when r.fate = 'send' then clock_timestamp() + r.lease_ms * interval '1 ms' else r.until end
      from r
     where r.fate <> 'drop' and w.subject = r.subject and w.subject_id = r.subject_id and w.occurrence = r.occurrence`,
    ),
  );
}
