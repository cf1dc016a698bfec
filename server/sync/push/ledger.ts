import sql from 'sql-template-tag';
import { AppError } from '../../../shared/errors.ts';
import type { SentMutation, StoredOutcome } from '../../../shared/sync-protocol.ts';
import type { Tx } from '../../db/db.ts';
import { storable } from './storable.ts';

/** What became of a mutation. `home` is the scope that acknowledges it, if any. */
export type Decision = { outcome: StoredOutcome; home: string | null };

/**
 * Locks the client's row, making it on first contact, so that everything about one client happens one after another.
 * @returns the last id that has a final answer
 * @throws AppError `client_owned` (403)
 */
export async function lockClient(tx: Tx, clientId: string, personId: string): Promise<number> {
  await tx.run(
    sql`insert into sync.clients (id, person_id) values (${clientId}, ${personId}) on conflict do nothing`,
  );
  const client = await tx.one<{ person_id: string; last_id: number }>(
    sql`select person_id, last_id from sync.clients where id = ${clientId} for update`,
  );
  if (client?.person_id !== personId) {
    throw new AppError('client_owned', 'This client id belongs to somebody else.', { status: 403 });
  }
  return client.last_id;
}

/**
 * Whether this mutation has its final answer already.
 * @returns the decision, and whether it was made under another id (then it is recorded and acknowledged again)
 * @throws AppError `client_forked`, `client_gap` (409, with `last_id`)
 */
export async function findDecision(
  tx: Tx,
  client: { id: string; personId: string; last: number },
  sent: SentMutation,
): Promise<{ decision: Decision; resent: boolean } | undefined> {
  const details = { last_id: client.last };
  if (sent.id > client.last + 1) {
    throw new AppError('client_gap', `Mutation ${client.last + 1} was expected.`, { status: 409, details });
  }
  if (sent.id <= client.last) {
    const stored = await tx.one<Decision & { uuid: string }>(sql`
      select uuid, outcome, home from sync.outcomes where client_id = ${client.id} and mutation_id = ${sent.id}`);
    if (stored?.uuid === sent.uuid.toLowerCase()) return { decision: stored, resent: false };
    throw new AppError('client_forked', 'Another copy of this client has used that id.', {
      status: 409,
      details,
    });
  }
  const known = await tx.one<Decision & { person_id: string }>(sql`
    select o.outcome, o.home, c.person_id from sync.outcomes o join sync.clients c on c.id = o.client_id
     where o.uuid = ${sent.uuid} and not o.resent`);
  if (!known) return undefined;
  if (known.person_id === client.personId) return { decision: known, resent: true };
  // Nobody learns of another person's outcome by its uuid.
  const outcome = { status: 'rejected', code: 'uuid_taken', message: 'That uuid is in use.' } as const;
  return { decision: { outcome, home: null }, resent: true };
}

/** Records a final answer and moves the client on. */
export async function record(
  tx: Tx,
  clientId: string,
  sent: SentMutation,
  { outcome, home }: Decision,
  resent: boolean,
): Promise<void> {
  // A rejection may quote what was sent; an answer that could not be stored would hold up the client for good.
  const safe = storable({ name: sent.name, outcome }, { nul: 'drop' });
  await tx.run(sql`
    insert into sync.outcomes (client_id, mutation_id, uuid, resent, name, home, outcome)
    values (${clientId}, ${sent.id}, ${sent.uuid}, ${resent}, ${safe.name}, ${home},
            ${JSON.stringify(safe.outcome)})`);
  await tx.run(sql`update sync.clients set last_id = ${sent.id}, seen_at = now() where id = ${clientId}`);
  if (home !== null) {
    await tx.run(sql`select sync.put(${home}, 'client', ${clientId}, ${ackOf(sent)})`);
  }
}

/**
 * A client that asks again after its idle acknowledgement row left the projection gets it back. One that is there
 * stands for the newest mutation and stays.
 */
export async function restoreAck(
  tx: Tx,
  clientId: string,
  sent: SentMutation,
  home: string | null,
): Promise<void> {
  await tx.run(sql`update sync.clients set seen_at = now() where id = ${clientId}`);
  if (home === null) return;
  await tx.run(sql`
    select sync.put(${home}, 'client', ${clientId}, ${ackOf(sent)})
     where not exists (select from sync.rows where scope = ${home} and kind = 'client' and id = ${clientId})`);
}

/** Shape: `ackSchema` in shared/sync-protocol.ts. */
const ackOf = (sent: SentMutation) => JSON.stringify({ mutation_id: sent.id, uuid: sent.uuid.toLowerCase() });
