import sql from 'sql-template-tag';
import { ConnectorError, type Content, type Failure } from '../../shared/connectors/contract.ts';
import { publicationId } from '../../shared/mutators/publication.ts';
import { during } from '../connectors/call.ts';
import type { Db } from '../db/db.ts';
import type { Log } from '../log.ts';
import type { HeldConnection, Sessions } from '../modules/connections/sessions.ts';
import { isSending, takenOn } from './account.ts';
import type { Head } from './claim-rows.ts';
import { type Attempt, type Ledger, markUnknown, ofWork } from './ledger.ts';
import { type Limits, takeSome } from './limits.ts';

const PROBE_LIMIT_MS = 20_000;
/** While something else of the account is under way. */
const BUSY_MS = 1000;
/** While one worker asks, the others leave it alone. */
const PROBE_LEASE_MS = 60_000;

export type ResolveDeps = { db: Db; ledger: Ledger; limits: Limits; sessions: Sessions; log: Log };

type AttemptRow = {
  publication_id: string;
  n: number;
  brand_id: string;
  state: string;
  content: Content;
  key: string;
  due_at: string;
  armed_at: string | null;
  trace: string | null;
  /** What the try before it left of the same content. */
  earlier: string | null;
};

/**
 * Looks after work whose worker is gone and attempts whose outcome is not known. Only a look at the platform, after
 * deadline and settle time, or a person, decides; where nothing was armed, nothing can have gone out.
 */
export async function resolve(deps: ResolveDeps, head: Head): Promise<void> {
  const { db, ledger, limits, sessions, log } = deps;
  const found = await db.tx({ as: 'system' }, async (tx) => {
    const work = await tx.one<{ phase: string; worker: string | null }>(sql`
      select phase, worker from app.publication_work
       where ${ofWork(head)} and phase in ('leased', 'resolve') and look_at <= clock_timestamp() for update skip locked`);
    const connection = await tx.one<HeldConnection>(sql`
      select id, platform, remote_account_id, service_url from app.connections where id = ${head.connection_id}`);
    const row = await tx.one<AttemptRow>(sql`
      select publication_id, n, brand_id, state, content, key, due_at, armed_at, trace,
             (select b.trace from app.publish_attempts b
               where b.publication_id = a.publication_id and b.n < a.n and b.content_hash = a.content_hash
                 and b.connection_id = a.connection_id and b.trace is not null order by b.n desc limit 1) as earlier
        from app.publish_attempts a
       where publication_id = ${publicationId(head.subject_id, head.occurrence)} order by n desc limit 1 for update of a`);
    if (!work || !row || !connection) return undefined;
    const { state, armed_at: since, trace, earlier, ...rest } = row;
    const attempt: Attempt = { ...head, ...rest, connection };
    if (state === 'armed' || state === 'sent') {
      log.warn(
        { publicationId: row.publication_id, n: row.n, worker: work.worker },
        'a worker was lost after arming',
      );
      await markUnknown(tx, attempt, LOST);
    }
    const lost = { publication_id: row.publication_id, connectionId: head.connection_id };
    // What another brand, or this one, is sending there at this moment would be found as well.
    const busy = await isSending(tx, lost);
    await tx.run(sql`
      update app.publication_work set look_at = clock_timestamp() + ${busy ? BUSY_MS : PROBE_LEASE_MS} * interval '1 ms'
       where ${ofWork(head)} and phase = 'resolve'`);
    const asksAfter = since ?? row.due_at;
    return {
      attempt,
      since: asksAfter,
      trace,
      further: trace !== null && trace !== earlier,
      busy,
      taken: await takenOn(tx, lost, asksAfter),
      neverArmed: ['planned', 'claimed', 'prepared'].includes(state),
    };
  });
  if (!found) return;
  const { attempt } = found;
  if (found.neverArmed) {
    await ledger.reject(attempt, LOST, 'worker_lost', found.further);
    return;
  }
  if (found.busy) return;

  const about = { publicationId: attempt.publication_id, n: attempt.n };
  const limited = await takeSome(db, attempt.connection, 1, 'takeRequests');
  if (limited !== null) {
    // Nothing is left to ask with: the question waits, and is none of those that were asked.
    await db.tx({ as: 'system' }, (tx) =>
      tx.run(
        sql`update app.publication_work set look_at = ${limited} where ${ofWork(head)} and phase = 'resolve'`,
      ),
    );
    return;
  }
  let heard: ReturnType<Limits['listen']> | undefined;
  try {
    const connector = sessions.connectorOf(attempt.connection.platform);
    const listening = limits.listen(connector, attempt.connection, { reading: true });
    heard = listening;
    const session = await sessions.open(attempt.connection);
    const { key, content } = attempt;
    const asked = { content, since: found.since, trace: found.trace, taken: found.taken };
    const probe = await during(listening, () =>
      connector.probe(session, key, asked, AbortSignal.timeout(PROBE_LIMIT_MS)),
    );
    await heard.keep();
    log.info({ ...about, outcome: probe.outcome }, 'asked the platform about an unknown outcome');
    if (probe.outcome === 'published') await ledger.confirmFound(attempt, probe);
    else if (probe.outcome === 'not_published') await ledger.reject(attempt, NOT_THERE, 'probe');
    else await ledger.stillUnknown(attempt, ASK, false);
  } catch (error) {
    const failure =
      error instanceof ConnectorError
        ? error.failure
        : classify(sessions, attempt.connection.platform, error);
    await heard?.keep(failure);
    log.warn({ ...about, code: failure.code }, 'the platform could not be asked');
    // Without an account to ask with, only a person can tell; a new sign-in will not say what became of it by itself.
    const nobodyToAsk = failure.code === 'secret_missing' || failure.code === 'platform_off';
    await ledger.stillUnknown(attempt, nobodyToAsk ? ASK : failure, !nobodyToAsk);
  }
}

function classify(sessions: Sessions, platform: string, error: unknown): Failure {
  try {
    return sessions.connectorOf(platform).classify(error);
  } catch {
    return {
      ...certain,
      outcome: 'unknown',
      class: 'give_up',
      code: 'platform_off',
      message: 'This server has no connector for that platform.',
    };
  }
}

const certain = { retryAt: null, answer: { status: null, code: null } } as const;

const LOST: Failure = {
  ...certain,
  outcome: 'unknown',
  class: 'retry',
  code: 'worker_lost',
  message: 'The server stopped while it was publishing this.',
};
const NOT_THERE: Failure = {
  ...certain,
  outcome: 'not_published',
  class: 'retry',
  code: 'not_there',
  message: 'The platform did not get it.',
};
const ASK = {
  class: 'give_up',
  code: 'ask_person',
  message: 'Nobody but a person can tell whether it is there.',
} as const;
