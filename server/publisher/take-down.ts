import sql, { type Sql } from 'sql-template-tag';
import { ConnectorError, type Failure, type Thing } from '../../shared/connectors/contract.ts';
import { deletesThere } from '../../shared/publishing/take-down.ts';
import { during } from '../connectors/call.ts';
import type { Db, Tx } from '../db/db.ts';
import { type Log, redactText } from '../log.ts';
import type { Sessions } from '../modules/connections/sessions.ts';
import { type Care, PART_UNDER_WAY, PART_UNKNOWN, show, WAITS_MS } from './care.ts';
import { clock } from './ledger.ts';
import type { Limits } from './limits.ts';
import { counts, nextStep } from './policy.ts';

/** All calls of one turn; well under the lease. */
const PLATFORM_MS = 40_000;
/** Between looks at a part that is being sent or may be out; it also says so itself (a trigger). */
const PART_MS = 60_000;

type Below = { remote_id: string | null; state: string };

/**
 * Takes posts down with what stands below them. May be repeated without harm (the platforms answer that it is gone), so a
 * turn that was lost is simply taken again; every try is a row of app.removal_attempts.
 */
export function createTakeDown(
  {
    db,
    log,
    sessions,
    limits,
    takes,
    failureOf,
  }: {
    db: Db;
    log: Log;
    sessions: Sessions;
    limits: Limits;
    /** Takes so many requests of what the account has left, or leaves it until there is some. @returns whether it may go on */
    takes(care: Care, requests: number): Promise<boolean>;
    failureOf(care: Care, error: unknown): Failure;
  },
  worker: string,
) {
  const system = <T>(work: (tx: Tx) => Promise<T>) => db.tx({ as: 'system' }, work);

  /** What stands below it, or may: the last first. */
  const below = (tx: Tx, { post_id, connection_id }: Care) =>
    tx.many<Below>(sql`
      select remote_id, state from app.publications
       where post_id = ${post_id} and connection_id = ${connection_id} and subject = 'part' and deleted_at is null
         and (state in ('publishing', 'unknown') or (state = 'published' and remote_id is not null))
       order by published_at desc, id desc`);

  /** What stands below goes first: a post that is gone takes nothing with it everywhere. */
  const thingsOf = (care: Care, parts: readonly Below[]): Thing[] =>
    [
      ...parts.flatMap(({ remote_id: remoteId, state }) =>
        state === 'published' && remoteId !== null ? [{ remoteId, kind: 'part' } as const] : [],
      ),
      { remoteId: care.remote_id, kind: 'post' } as const,
    ].filter(({ remoteId }) => !care.down.includes(remoteId));

  /** @returns how to write down what became of this try */
  async function begin(care: Care) {
    const n = await system(async (tx) => {
      const begun = await tx.one<{ n: number }>(sql`
        insert into app.removal_attempts (publication_id, n, brand_id, worker, asked_by, begun_at)
        select ${care.publication_id}, coalesce(max(n), 0) + 1, ${care.brand_id}, ${worker}, ${care.set_by}, clock_timestamp()
          from app.removal_attempts where publication_id = ${care.publication_id}
        returning n`);
      return begun?.n ?? 1;
    });
    return (tx: Tx, outcome: 'removed' | 'failed', more: Sql = sql``) =>
      tx.run(sql`update app.removal_attempts set settled_at = clock_timestamp(), outcome = ${outcome}${more}
           where publication_id = ${care.publication_id} and n = ${n}`);
  }

  /** @returns whether they are gone; else it is written down why not, and what is next */
  async function remove(care: Care, things: readonly Thing[]): Promise<boolean> {
    if (!(await takes(care, things.length))) return false;
    const heard = limits.listen(sessions.connectorOf(care.connection.platform), care.connection);
    const settle = await begin(care);
    let used: string | undefined;
    try {
      if (!deletesThere(care.connection))
        throw new ConnectorError({
          class: 'give_up',
          code: 'cannot_delete',
          message: 'This platform lets no app delete posts.',
        });
      const signal = AbortSignal.timeout(PLATFORM_MS);
      await during(heard, () =>
        sessions.use(care.connection, async (session, connector) => {
          used = session.secret;
          for (const thing of things) await connector.remove(session, thing, signal);
        }),
      );
    } catch (error) {
      const failure = failureOf(care, error);
      log.warn(
        { publicationId: care.publication_id, code: failure.code, class: failure.class },
        'a post could not be taken down',
      );
      await heard.keep(failure);
      if (failure.class === 'reconnect') await sessions.signedOut(care.connection.id, failure.code, used);
      const message = redactText(failure.message).slice(0, 2000);
      await system(async (tx) => {
        await settle(
          tx,
          'failed',
          sql`, error_code = ${failure.code.slice(0, 80)}, error_class = ${failure.class},
                  error_message = ${message}, answer = ${JSON.stringify(failure.answer)}`,
        );
        await giveBack(tx, care, failure);
      });
      return false;
    }
    await heard.keep();
    await system((tx) => settle(tx, 'removed'));
    return true;
  }

  /**
   * It is down once nothing below it may still appear there.
   * @param gone what is known to be gone
   */
  async function finish(tx: Tx, care: Care, gone: string[]): Promise<boolean> {
    // A claim that is under way is waited for; from now on none takes anything of a post that is to be down.
    await tx.run(sql`
      select from app.publication_work where subject = 'part' and post_id = ${care.post_id}
         and connection_id = ${care.connection_id} for update`);
    const parts = await below(tx, care);
    const more = thingsOf({ ...care, down: gone }, parts).length > 0;
    const states = parts.map(({ state }) => state);
    const pending = states.includes('unknown')
      ? ({ state: 'waiting', failure: PART_UNKNOWN } as const)
      : states.includes('publishing')
        ? ({ state: 'retrying', failure: PART_UNDER_WAY } as const)
        : null;
    if (!more && !pending) {
      await show(tx, care, { state: 'removed', removed_at: true, removed_by: care.set_by });
      return true;
    }
    const at = new Date((await clock(tx)).getTime() + (more ? 0 : PART_MS));
    await tx.run(sql`
      update app.aftercare set down = ${gone}, worker = null, tries = 0,
             look_at = case when remove_at is not distinct from ${care.remove_at} then ${at}
                            else least(remove_at, check_at) end
       where publication_id = ${care.publication_id} and worker = ${worker}`);
    if (pending) await show(tx, care, { ...pending, next_try_at: pending.state === 'retrying' ? at : null });
    return false;
  }

  /** After a try that failed: again later, when the account works, or a person is told. */
  async function giveBack(tx: Tx, care: Care, failure: Failure): Promise<void> {
    const tries = care.tries + (counts(failure, { n: care.tries, further: false }) ? 1 : 0);
    const now = await clock(tx);
    const next = nextStep(failure, tries, now);
    const at = next.state === 'retrying' ? next.at : null;
    // It may work again already: whoever connected it anew was before us, and wakes nobody any more.
    const again = at ?? new Date(now.getTime() + WAITS_MS);
    // A new wish since then (a trigger has set its tries to nothing) is not this failure's to answer.
    await tx.run(sql`
      update app.aftercare set worker = null, tries = ${tries},
             remove_at = case when ${next.state === 'failed'} then null else remove_at end,
             look_at = case when ${next.state === 'failed'} then check_at else ${again}::timestamptz end
       where publication_id = ${care.publication_id} and worker = ${worker}
         and remove_at is not distinct from ${care.remove_at}`);
    // Somebody changed what is wanted while it was being looked after: what is wanted now is next.
    await tx.run(sql`
      update app.aftercare set worker = null, look_at = least(remove_at, check_at)
       where publication_id = ${care.publication_id} and worker = ${worker}`);
    await show(tx, care, { state: next.state, failure, next_try_at: at, tries });
  }

  return async (care: Care): Promise<void> => {
    const things = thingsOf(care, await system((tx) => below(tx, care)));
    if (things.length > 0 && !(await remove(care, things))) return;
    const gone = [...care.down, ...things.map(({ remoteId }) => remoteId)];
    const down = await system((tx) => finish(tx, care, gone));
    if (down)
      log.info({ publicationId: care.publication_id, platform: care.connection.platform }, 'taken down');
  };
}
