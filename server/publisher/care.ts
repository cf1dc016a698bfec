import sql from 'sql-template-tag';
import type { Failure } from '../../shared/connectors/contract.ts';
import type { Row } from '../../shared/kinds/index.ts';
import type { Tx } from '../db/db.ts';
import { redactText } from '../log.ts';

/** Platforms are eventually consistent: so soon after it went out, a post that is not found may yet appear. Milliseconds. */
const SETTLES_MS = 300_000;

/** Where nobody here can do what is due, it is looked at again as soon as that changes (a trigger), and so often anyway. */
export const WAITS_MS = 900_000;

/** A post that is out, with what is to be done for it. */
export type Care = {
  publication_id: string;
  brand_id: string;
  post_id: string;
  connection_id: string;
  remote_id: string;
  /** It went out so short a time ago that not finding it says nothing. */
  settling: boolean;
  /** It is to be taken down now. */
  remove: boolean;
  remove_at: string | null;
  tries: number;
  /** Looks in a row that failed. */
  checks: number;
  /** Remote ids that are down already, where it is being taken down in several turns. */
  down: string[];
  /** Who said so. */
  set_by: string | null;
  /** It was there for a day, and that is over. */
  over: boolean;
  /** The account it is on; where that was removed and connected anew, the new one. */
  connection: Pick<
    Row<'connection'>,
    'id' | 'platform' | 'holder' | 'status' | 'remote_account_id' | 'service_url' | 'limits'
  > & { deleted_at: string | null };
};

/** Why it is not done now, for people. */
export type Why = Pick<Failure, 'class' | 'code' | 'message'>;
export const LIMITED: Why = {
  class: 'wait',
  code: 'rate_limited',
  message: 'The platform takes nothing more until then.',
};
export const SIGNED_OUT: Why = {
  class: 'reconnect',
  code: 'signed_out',
  message: 'The account has to be connected again.',
};
export const REMOVED: Why = {
  class: 'reconnect',
  code: 'account_removed',
  message: 'The account it is on was disconnected.',
};
export const PART_UNDER_WAY: Why = {
  class: 'wait',
  code: 'part_under_way',
  message: 'Something that follows it is being sent at this moment.',
};
export const PART_UNKNOWN: Why = {
  class: 'wait',
  code: 'part_unknown',
  message: 'Something that follows it may be out, and nobody knows.',
};
export const OFF: Why = {
  class: 'wait',
  code: 'platform_off',
  message: 'This server does not publish to that platform.',
};

/** What is to be done for one post; undefined where nothing of it is known to be out. */
export async function careOf(tx: Tx, publicationId: string): Promise<Care | undefined> {
  return tx.one<Care>(sql`
    select p.id as publication_id, p.brand_id, p.post_id, p.connection_id, p.remote_id, a.remove_at, t.set_by,
           p.published_at > clock_timestamp() - ${SETTLES_MS} * interval '1 ms' as settling,
           coalesce(a.remove_at <= clock_timestamp(), false) as remove, coalesce(a.tries, 0) as tries,
           coalesce(a.checks, 0) as checks, coalesce(a.down, '{}') as down,
           coalesce(g.format = 'story' and p.published_at < clock_timestamp() - interval '24 hours', false) as over,
           jsonb_build_object('id', c.id, 'platform', c.platform, 'holder', c.holder, 'status', c.status,
             'remote_account_id', c.remote_account_id, 'service_url', c.service_url, 'limits', c.limits,
             'deleted_at', c.deleted_at) as connection
      from app.publications p
      join app.connections own on own.id = p.connection_id
      join lateral (
        select * from app.connections n
         where n.id = own.id or (own.deleted_at is not null and n.deleted_at is null and n.brand_id = own.brand_id
           and app.account_key(n.platform, n.service_url, n.remote_account_id)
             = app.account_key(own.platform, own.service_url, own.remote_account_id))
         order by n.deleted_at is not null, n.holder <> 'server' limit 1) c on true
      left join app.aftercare a on a.publication_id = p.id
      left join app.targets g on g.id = p.subject_id
      left join app.takedowns t on t.id = p.subject_id and t.deleted_at is null
     where p.id = ${publicationId} and p.subject = 'target' and p.state = 'published' and p.remote_id is not null
       and p.deleted_at is null`);
}

type Shown = {
  state: Row<'standing'>['state'];
  /** Somebody just looked. */
  seen?: boolean;
  removed_at?: boolean;
  removed_by?: string | null;
  failure?: Why;
  next_try_at?: Date | null;
  tries?: number;
};

/**
 * What people read of it. What is gone stays as it was said, unless what it left behind is taken down; a look tells nothing
 * of a removal that is under way, and what still waits for the same thing is told once.
 */
export async function show(tx: Tx, care: Care, shown: Shown): Promise<void> {
  const { state, seen = false, failure, next_try_at = null, tries = 0 } = shown;
  const quiet = seen && state === 'there';
  await tx.run(sql`
    insert into app.standings as s (id, brand_id, post_id, connection_id, state, checked_at, removed_at, removed_by, tries,
                                    next_try_at, error_code, error_class, error_message, created_at, updated_at, version)
    values (${care.publication_id}, ${care.brand_id}, ${care.post_id}, ${care.connection_id}, ${state},
            case when ${seen} then clock_timestamp() end,
            case when ${shown.removed_at ?? false} then clock_timestamp() end, ${shown.removed_by ?? null}, ${tries},
            ${next_try_at}, ${failure?.code.slice(0, 80) ?? null}, ${failure?.class ?? 'none'},
            ${failure ? redactText(failure.message).slice(0, 2000) : null}, now(), now(), 1)
    on conflict (id) do update
      set state = case when excluded.state = 'there' and s.state in ('retrying', 'waiting', 'failed') then s.state
                       else excluded.state end,
          checked_at = coalesce(excluded.checked_at, s.checked_at), removed_at = excluded.removed_at,
          removed_by = excluded.removed_by,
          tries = case when ${seen} then s.tries else excluded.tries end,
          next_try_at = case when ${seen} then s.next_try_at else excluded.next_try_at end,
          error_code = case when ${quiet} then s.error_code else excluded.error_code end,
          error_class = case when ${quiet} then s.error_class else excluded.error_class end,
          error_message = case when ${quiet} then s.error_message else excluded.error_message end,
          version = s.version + 1, updated_at = greatest(s.updated_at, now())
      where s.state <> 'removed' and (s.state <> 'gone' or not ${seen})
        and (excluded.state <> 'waiting' or (s.state, s.error_code, s.tries)
             is distinct from (excluded.state, excluded.error_code, excluded.tries))`);
}
