import sql, { type Sql } from 'sql-template-tag';
import { publicationId } from '../../shared/mutators/publication.ts';
import type { Tx } from '../db/db.ts';

/**
 * All connections to the accounts of these: those themselves, and others of any brand, removed ones too.
 * @returns a table in parentheses: `asked`, one of these, and `id`
 */
export const twinsOf = (connectionIds: readonly string[]): Sql => sql`(
  select c.id as asked, s.id from app.connections c
    join app.connections s on app.account_key(s.platform, s.service_url, s.remote_account_id)
                            = app.account_key(c.platform, c.service_url, c.remote_account_id)
   where c.id = any(${connectionIds}::uuid[])
  union select asked, asked from unnest(${connectionIds}::uuid[]) asked)`;

const sameAccount = (connectionId: string): Sql => sql`(select t.id from ${twinsOf([connectionId])} t)`;

/** What is looked for on the platform: a publication of an account. */
type Lost = { publication_id: string; connectionId: string };

/** What went out by this account from an hour before that instant on: none of it is what is looked for. */
export async function takenOn(tx: Tx, { connectionId }: Lost, since: string): Promise<string[]> {
  const rows = await tx.many<{ remote_id: string }>(sql`
    select remote_id from app.publications where connection_id in ${sameAccount(connectionId)}
       and remote_id is not null and published_at >= ${since}::timestamptz - interval '1 hour'`);
  return rows.map(({ remote_id }) => remote_id);
}

/**
 * Whether anything else of this account is being sent at this moment: it may be there already, and nobody knows yet that
 * it is the other's.
 */
export async function isSending(tx: Tx, { publication_id, connectionId }: Lost): Promise<boolean> {
  const leased = await tx.many<{ subject_id: string; occurrence: string }>(sql`
    select subject_id, occurrence from app.publication_work
     where phase = 'leased' and connection_id in ${sameAccount(connectionId)}`);
  const others = leased
    .map(({ subject_id, occurrence }) => publicationId(subject_id, occurrence))
    .filter((id) => id !== publication_id);
  if (others.length === 0) return false;
  const sending = await tx.one(sql`
    select from app.publish_attempts where publication_id = any(${others}::uuid[]) and state in ('armed', 'sent') limit 1`);
  return sending !== undefined;
}

/**
 * Whether what a look found is certainly this publication's. From here until the transaction ends nobody else can find
 * the same and take it for theirs.
 */
export async function holdFound(tx: Tx, lost: Lost, remoteId: string): Promise<boolean> {
  await tx.run(sql`
    select pg_advisory_xact_lock(hashtextextended('account:' || coalesce(
      app.account_key(platform, service_url, remote_account_id), id::text), 0))
      from app.connections where id = ${lost.connectionId}`);
  // In this order: what is being sent is settled with its id, and then it is found by that.
  if (await isSending(tx, lost)) return false;
  const others = await tx.one(sql`
    select from app.publications where connection_id in ${sameAccount(lost.connectionId)}
       and remote_id = ${remoteId} and id <> ${lost.publication_id} limit 1`);
  return others === undefined;
}
