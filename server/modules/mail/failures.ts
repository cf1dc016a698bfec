import sql, { type Sql } from 'sql-template-tag';
import { v7 as uuidv7 } from 'uuid';
import type { Db } from '../../db/db.ts';

/** Older than this when it is first seen is no news any more (a server that was off, mail that was just switched on). */
const NEWS = '1 day';
/** A reminder of what is to be put up now waits no longer for others of its brand, in milliseconds. */
const REMINDER_MS = 60_000;
/** A mail that was handed over this long ago without a word is lost with the process that sent it. */
const LOST_AFTER = '10 minutes';
const RETRY_MINUTES = [1, 5, 15, 60, 240];
const KEPT = '60 days';

/** One thing in a mail. */
export type Failed = {
  about: string;
  kind: 'failed' | 'missed' | 'unknown' | 'by_hand' | 'not_down' | 'gone' | 'reconnect';
  post_id: string | null;
  post_title: string | null;
  connection_id: string;
  handle: string | null;
  error_code: string | null;
  error_message: string | null;
};
export type Letter = {
  batch: string;
  personId: string;
  brandId: string;
  to: string;
  brand: string;
  /** What the person reads, as an `Accept-Language` header says it; null where no desktop of theirs has told. */
  language: string | null;
  failures: Failed[];
};

/** Who is to be told of what, kept so that each person is told of each failure once, whatever crashes. */
export function createFailures({ db, waitMs }: { db: Db; waitMs: number }) {
  const system = <T>(work: Parameters<typeof db.tx<T>>[1]) => db.tx({ as: 'system' }, work);
  return {
    /** Writes down what has failed since, for everybody who may act and wants to know. */
    notice: () =>
      system(async (tx) => {
        // The process that handed it over is gone, and nobody knows how far it came.
        await tx.run(sql`
          update app.failure_mails set state = 'lost'
           where state = 'sending' and next_at < now() - ${LOST_AFTER}::interval`);
        // Works again: the next time it is signed out is told again.
        await tx.run(sql`
          delete from app.failure_mails f using app.connections c
           where f.connection_id = c.id and c.status = 'connected' and f.state <> 'sending'`);
        await tx.run(sql`delete from app.failure_mails where seen_at < now() - ${KEPT}::interval`);
        await tx.run(sql`
          with failures as (${needs({
            publication: sql`p.updated_at > now() - ${NEWS}::interval`,
            standing: sql`s.updated_at > now() - ${NEWS}::interval`,
            takedown: sql`d.remove_at > now() - ${NEWS}::interval`,
            connection: sql`c.updated_at > now() - ${NEWS}::interval`,
          })})
          insert into app.failure_mails (person_id, about, brand_id, publication_id, connection_id, next_at)
          select distinct m.person_id, f.about, f.brand_id, f.publication_id, f.connection_id,
                 now() + case f.kind when 'by_hand' then ${Math.min(REMINDER_MS, waitMs)}::int else ${waitMs}::int end * interval '1 ms'
            from failures f
            join app.brands b on b.id = f.brand_id and b.deleted_at is null
            join app.memberships m on m.organization_id = b.organization_id and (m.brand_id is null or m.brand_id = b.id)
            left join app.mail_wishes w on w.person_id = m.person_id
           where coalesce(w.failures, true) and app.role_of(m.person_id, b.id) <= f.least
          on conflict do nothing`);
      }),

    anyDue: async (): Promise<boolean> =>
      (await system((tx) =>
        tx.one(sql`select from app.failure_mails where state = 'waiting' and next_at <= now() limit 1`),
      )) !== undefined,

    /**
     * The next mail that is due: everything of one brand that one person is to be told of and that still holds. It
     * counts as handed over from here on.
     * @returns null when none is due
     */
    next: () =>
      system(async (tx): Promise<Letter | null> => {
        // One server at a time writes to a person: two that shared the lines of a brand would send two mails of it.
        const first = await tx.one<{ person_id: string; brand_id: string }>(sql`
          select f.person_id, f.brand_id from app.failure_mails f join app.people p on p.id = f.person_id
           where f.state = 'waiting' and f.next_at <= now()
           order by f.next_at limit 1 for no key update of p skip locked`);
        if (!first) return null;
        const batch = uuidv7();
        const { person_id: personId, brand_id: brandId } = first;
        // What came a moment later goes with it: its own wait begins no second mail.
        await tx.run(sql`
          update app.failure_mails f set
                 state = case when ${STANDS} then 'sending' else 'settled' end,
                 batch = ${batch}, tries = tries + 1, next_at = now()
           where (person_id, about) in (
             select person_id, about from app.failure_mails
              where person_id = ${personId} and brand_id = ${brandId} and state = 'waiting' for update)`);
        const failures = await tx.many<Failed>(sql`
          select f.about, split_part(f.about, ' ', 2) as kind, p.post_id, o.title as post_title, c.id as connection_id,
                 c.handle, coalesce(s.error_code, p.error_code, c.status_code) as error_code,
                 coalesce(s.error_message, p.error_message) as error_message
            from app.failure_mails f left join app.publications p on p.id = f.publication_id
            left join app.standings s on s.id = p.id and split_part(f.about, ' ', 2) in ('not_down', 'gone')
            left join app.posts o on o.id = p.post_id
            left join app.connections c on c.id = coalesce(f.connection_id, p.connection_id)
           where f.batch = ${batch} and f.state = 'sending' order by p.due_at nulls first, f.about`);
        const named = await tx.one<{ email: string; brand: string; language: string | null }>(sql`
          select p.email, b.name as brand, w.language
            from app.people p left join app.mail_wishes w on w.person_id = p.id, app.brands b
           where p.id = ${personId} and b.id = ${brandId}`);
        if (!named) return null;
        const { email: to, brand, language } = named;
        return { batch, personId, brandId, to, brand, language, failures };
      }),

    sent: (batch: string) => settle(batch, 'sent'),
    /** Nobody knows whether it arrived. It is not sent again. */
    lost: (batch: string) => settle(batch, 'lost'),
    /** It certainly did not go: again later, a few times. */
    later: (batch: string) =>
      system((tx) =>
        tx.run(sql`
          update app.failure_mails set
                 state = case when tries > ${RETRY_MINUTES.length} then 'given_up' else 'waiting' end,
                 next_at = now() + make_interval(mins => (${RETRY_MINUTES}::int[])[least(tries, ${RETRY_MINUTES.length})])
           where batch = ${batch} and state = 'sending'`),
      ),
  };

  function settle(batch: string, state: 'sent' | 'lost') {
    return system((tx) =>
      tx.run(sql`update app.failure_mails set state = ${state} where batch = ${batch} and state = 'sending'`),
    );
  }
}

/**
 * What needs somebody who may act, each with a name that is another one when it happens again: an id, what it is, and what
 * makes it another. Main's notices go by the same rules (main/notices).
 * @param which conditions on publications p, standings s, takedowns d and connections c
 */
const needs = (which: Record<'publication' | 'standing' | 'takedown' | 'connection', Sql>): Sql => sql`
  select p.brand_id, p.state as kind, p.id || ' ' || p.state || ' ' || app.iso(p.due_at) as about, p.id as publication_id,
         null::uuid as connection_id, 'member'::app.role as least
    from app.publications p
   where p.state in ('failed', 'missed', 'unknown') and p.deleted_at is null and ${which.publication}
  union all
  select p.brand_id, 'by_hand', p.id || ' by_hand ' || app.iso(p.due_at), p.id, null, 'member'
    from app.publications p
   where p.state = 'waiting' and p.error_code = 'by_hand' and p.deleted_at is null and ${which.publication}
  union all
  select p.brand_id, 'not_down', p.id || ' not_down ' || s.state || ' ' || app.iso(d.remove_at), p.id, null, 'member'
    from app.standings s join app.publications p on p.id = s.id
    join app.takedowns d on d.id = p.subject_id and d.remove_at is not null and d.deleted_at is null
   where s.state in ('failed', 'waiting') and s.error_code is distinct from 'part_unknown' and s.deleted_at is null
     and p.deleted_at is null and ${which.standing}
  union all
  select p.brand_id, 'not_down', p.id || ' not_down by_hand ' || app.iso(d.remove_at), p.id, null, 'member'
    from app.takedowns d join app.publications p on p.subject_id = d.id and p.subject = 'target'
   where d.remove_at <= now() and d.deleted_at is null and p.deleted_at is null
     and (p.state = 'by_hand' or (p.state = 'published' and p.remote_id is null)) and ${which.takedown}
  union all
  select p.brand_id, 'gone', p.id || ' gone', p.id, null, 'member'
    from app.standings s join app.publications p on p.id = s.id
    left join app.takedowns d on d.id = p.subject_id and d.deleted_at is null
   where s.state = 'gone' and p.remote_id is not null and (d.remove_at is null or d.remove_at > s.checked_at)
     and s.deleted_at is null and p.deleted_at is null and ${which.standing}
  union all
  select c.brand_id, 'reconnect', c.id || ' reconnect', null, c.id, 'manager'
    from app.connections c
   where c.status = 'reconnect' and c.holder = 'server' and c.deleted_at is null and ${which.connection}`;

/** What was mended in the meantime is nobody's news, nor is it of somebody who may no longer act or does not want to know. */
const STANDS = sql`exists (
    select from (${needs({
      publication: sql`p.id = f.publication_id`,
      standing: sql`s.id = f.publication_id`,
      takedown: sql`p.id = f.publication_id`,
      connection: sql`c.id = f.connection_id`,
    })}) n where n.about = f.about and app.role_of(f.person_id, f.brand_id) <= n.least)
  and not exists (select from app.mail_wishes w where w.person_id = f.person_id and not w.failures)`;
