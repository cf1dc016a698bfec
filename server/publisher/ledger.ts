import sql, { type Sql } from 'sql-template-tag';
import type { Content, Failure, Published } from '../../shared/connectors/contract.ts';
import type { PublicationState } from '../../shared/kinds/index.ts';
import { type Db, plannedOnce, type Tx } from '../db/db.ts';
import { redactText } from '../log.ts';
import type { HeldConnection } from '../modules/connections/sessions.ts';
import { holdFound } from './account.ts';
import { counts, nextProbe, nextStep } from './policy.ts';
import { planNext } from './steps.ts';

/** An int column's largest value: lateness in milliseconds stops there, after 24 days. */
const MAX_INT = 2_147_483_647;

/** Names one row of app.publication_work. */
export type WorkKey = { subject: 'target' | 'reply' | 'part'; subject_id: string; occurrence: string };

/** An attempt as its row names it. */
export type Attempt = WorkKey & {
  publication_id: string;
  n: number;
  brand_id: string;
  post_id: string | null;
  part_id: string | null;
  connection: HeldConnection;
  content: Content;
  key: string;
  due_at: string;
};

export type SettledBy = 'answer' | 'probe' | 'person' | 'worker_lost';

export const ofWork = ({ subject, subject_id, occurrence }: WorkKey): Sql =>
  sql`subject = ${subject} and subject_id = ${subject_id} and occurrence = ${occurrence}`;

/** Every worker goes by the database's clock: theirs may disagree. */
export async function clock(tx: Tx): Promise<Date> {
  const row = await tx.one<{ at: string }>(sql`select clock_timestamp() as at`);
  return new Date(row?.at ?? Number.NaN);
}

/** What a failure leaves on the publication for people to read. */
const failed = (state: PublicationState, failure: Pick<Failure, 'class' | 'code' | 'message'>): Sql =>
  sql`state = ${state}, error_class = ${failure.class}, error_code = ${failure.code.slice(0, 80)},
      error_message = ${redactText(failure.message).slice(0, 2000)}, updated_at = clock_timestamp()`;

/**
 * Moves attempts, their publication and the work left together, each move in one transaction and only from the state
 * it may leave. Rows are locked in one order everywhere: work, attempt, publication.
 */
export function createLedger({ db }: { db: Db }) {
  const system = <T>(work: (tx: Tx) => Promise<T>) => db.tx({ as: 'system' }, work);

  return {
    /** How far an invisible upload is, for whoever goes on with it after this process. */
    keep: ({ publication_id: id, n }: Attempt, trace: string) =>
      system((tx) =>
        tx.run(sql`update app.publish_attempts set trace = ${trace}
          where publication_id = ${id} and n = ${n} and state = 'claimed'`),
      ),

    /**
     * Written before the call that can post. From here on the attempt counts as possibly sent, until an answer, a look
     * at the platform or a person says otherwise.
     * @param times milliseconds: `write` until the deadline, `settle` from there until a look can be trusted
     * @param trace what a look at the platform will need of what was prepared; undefined where nothing was
     * @returns false when another worker took over because this one was too slow: nothing may be sent
     */
    arm: (
      attempt: Attempt,
      worker: string,
      times: { write: number; settle: number },
      trace: string | null | undefined,
    ) =>
      system(async (tx) => {
        const prepared = trace !== undefined;
        // After `settle_until` anybody may ask the platform: the sender has stopped by itself.
        const armed = await tx.run(
          plannedOnce(
            'ledger_arm',
            sql`
          with held as materialized (
            select look_at from app.publication_work where ${ofWork(attempt)} and phase = 'leased' and worker = ${worker}
               and look_at > clock_timestamp() for update),
          armed as (
            update app.publish_attempts set state = 'armed', armed_at = at.now,
                   prepared_at = case when ${prepared} then at.now end,
                   trace = case when ${prepared} then ${trace ?? null} else trace end,
                   deadline = at.now + ${times.write} * interval '1 ms',
                   settle_until = at.now + ${times.write + times.settle} * interval '1 ms'
              from (select clock_timestamp() as now from held) at
             where publication_id = ${attempt.publication_id} and n = ${attempt.n} and state = 'claimed'
            returning settle_until)
          update app.publication_work set look_at = armed.settle_until from armed where ${ofWork(attempt)}`,
          ),
        );
        return armed === 1;
      }),

    /** It is out: the platform's id is kept, and what follows it is due. Safe to repeat. */
    confirm: (attempt: Attempt, published: Published & { publishedAt?: string | null }, by: SettledBy) =>
      system((tx) => confirmIn(tx, attempt, published, by)),

    /** A look found something there that it may be: it is looked again where that belongs to somebody else, or may. */
    confirmFound: (attempt: Attempt, found: Published & { publishedAt: string | null }) =>
      system(async (tx) => {
        const { publication_id, connection } = attempt;
        const lost = { publication_id, connectionId: connection.id };
        if (await holdFound(tx, lost, found.remoteId)) await confirmIn(tx, attempt, found, 'probe');
        else await askAgain(tx, attempt, (await lockWork(tx, attempt))?.probes ?? 0);
      }),

    /**
     * It certainly did not go out. What happens next follows from the failure's class.
     * @param further more of its files is over there than before: the next try goes on from there
     */
    reject: (attempt: Attempt, failure: Failure, by: SettledBy, further = false) =>
      system(async (tx) => {
        const settled = await tx.one<{ tries: number; now: string }>(sql`
          with held as materialized (${heldWork(attempt)}),
          settled as (
            update app.publish_attempts set state = 'rejected', settled_at = clock_timestamp(), settled_by = ${by},
                   ${blame(failure)}
             where publication_id = ${attempt.publication_id} and n = ${attempt.n}
               and state in ('planned', 'claimed', 'prepared', 'armed', 'sent', 'unknown')
               and (select count(*) from held) >= 0
            returning settled_at)
          select held.tries, settled.settled_at as now from settled, held`);
        if (!settled) return;
        const tries = settled.tries + (counts(failure, { n: attempt.n, further }) ? 1 : 0);
        const next = nextStep(failure, tries, new Date(settled.now));
        const nextTry = next.state === 'retrying' ? next.at : null;
        // Waiting for the connection: looked at again at once, where the claim sees that it is signed out and parks it.
        await tx.run(sql`
          with said as (
            update app.publications set ${failed(next.state, failure)}, next_try_at = ${nextTry}
             where id = ${attempt.publication_id}),
          gone as (delete from app.publication_work where ${ofWork(attempt)} and ${next.state} = 'failed')
          update app.publication_work set phase = 'due', worker = null, tries = ${tries}, probes = 0,
                 look_at = coalesce(${nextTry}::timestamptz, clock_timestamp())
           where ${ofWork(attempt)} and ${next.state} <> 'failed'`);
      }),

    /** The answer was lost: it may be out there. Nobody sends again until somebody knows. */
    unknown: (attempt: Attempt, failure: Failure) => system((tx) => markUnknown(tx, attempt, failure)),

    /** A look at the platform gave no answer; the outcome stays unknown. @param at when to look again; null asks a person */
    stillUnknown: (attempt: Attempt, failure: Pick<Failure, 'class' | 'code' | 'message'>, again: boolean) =>
      system(async (tx) => {
        const work = await lockWork(tx, attempt);
        if (work?.phase !== 'resolve') return;
        await tx.run(sql`update app.publications set ${failed('unknown', failure)}
          where id = ${attempt.publication_id} and state = 'unknown'`);
        await askAgain(tx, attempt, again ? work.probes : null);
      }),
  };
}
export type Ledger = ReturnType<typeof createLedger>;

async function confirmIn(
  tx: Tx,
  attempt: Attempt,
  published: Published & { publishedAt?: string | null },
  by: SettledBy,
): Promise<boolean> {
  const at = published.publishedAt ?? null;
  // Of no class: nothing is tried again for it, a person sees to it.
  const { code = null, message = null } = published.warning ?? {};
  // A look finds it later than it went out: the platform's own time, within what is possible, is the better one.
  const settled = await tx.one<{ followed: boolean }>(
    plannedOnce(
      'ledger_confirm',
      sql`
    with held as materialized (${heldWork(attempt)}),
    settled as (
      update app.publish_attempts set state = 'confirmed', settled_at = clock_timestamp(), settled_by = ${by},
             remote_id = ${published.remoteId}, url = ${published.url}
       where publication_id = ${attempt.publication_id} and n = ${attempt.n} and state in ('armed', 'sent', 'unknown')
         and (select count(*) from held) >= 0
      returning least(greatest(coalesce(${at}::timestamptz, clock_timestamp()), armed_at), clock_timestamp()) as at),
    said as (
      update app.publications p set state = 'published', published_at = t.at, remote_id = ${published.remoteId},
             url = ${published.url}, late_ms = least(greatest(0, round(extract(epoch from t.at - p.due_at) * 1000)), ${MAX_INT}),
             next_try_at = null, error_code = ${code}, error_class = 'none',
             error_message = ${message && redactText(message).slice(0, 2000)}, updated_at = clock_timestamp()
        from settled t where p.id = ${attempt.publication_id}),
    gone as (delete from app.publication_work where ${ofWork(attempt)} and exists (select from settled))
    select exists (select from app.post_parts where post_id = ${attempt.post_id} and deleted_at is null) as followed
      from settled`,
    ),
  );
  if (!settled) return false;
  if (settled.followed) await planNext(tx, { ...attempt, connection_id: attempt.connection.id });
  return true;
}

/** @param probes how often it was asked before; null: nobody asks any more */
async function askAgain(tx: Tx, attempt: Attempt, probes: number | null): Promise<void> {
  const wait = probes === null ? null : nextProbe(probes);
  await tx.run(sql`
    update app.publication_work set probes = probes + 1, look_at = clock_timestamp() + ${wait} * interval '1 ms'
     where ${ofWork(attempt)} and phase = 'resolve'`);
}

/** In a transaction that holds the work row. The resolver looks when deadline and settle time are over. */
export async function markUnknown(tx: Tx, attempt: Attempt, failure: Failure): Promise<void> {
  await lockWork(tx, attempt);
  const marked = await tx.one<{ settle_until: string }>(sql`
    update app.publish_attempts set state = 'unknown', ${blame(failure)}
     where publication_id = ${attempt.publication_id} and n = ${attempt.n} and state in ('armed', 'sent')
    returning settle_until`);
  if (!marked) return;
  await tx.run(sql`update app.publications set ${failed('unknown', failure)}, next_try_at = null
    where id = ${attempt.publication_id}`);
  await tx.run(sql`
    update app.publication_work set phase = 'resolve', worker = null, probes = 0, look_at = ${marked.settle_until}
     where ${ofWork(attempt)}`);
}

/** The work row, held: everything that moves a publication waits here first. */
const heldWork = (key: WorkKey): Sql =>
  sql`select tries, probes, phase from app.publication_work where ${ofWork(key)} for update`;

function lockWork(tx: Tx, key: WorkKey) {
  return tx.one<{ tries: number; probes: number; phase: string }>(heldWork(key));
}

const blame = (failure: Failure): Sql =>
  sql`error_code = ${failure.code.slice(0, 80)}, error_class = ${failure.class},
      error_message = ${redactText(failure.message).slice(0, 2000)}, answer = ${JSON.stringify(failure.answer)}`;
