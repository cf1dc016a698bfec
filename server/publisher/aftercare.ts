import sql from 'sql-template-tag';
import { ConnectorError, type Failure, seenAs } from '../../shared/connectors/contract.ts';
import { networkFailure } from '../../shared/connectors/network-failure.ts';
import { AppError } from '../../shared/errors.ts';
import { during } from '../connectors/call.ts';
import type { Connectors } from '../connectors/index.ts';
import type { Db, Tx } from '../db/db.ts';
import { type Log, redactText } from '../log.ts';
import type { Sessions } from '../modules/connections/sessions.ts';
import { requireRole } from '../modules/organizations/roles.ts';
import { type Care, careOf, LIMITED, OFF, REMOVED, SIGNED_OUT, show, WAITS_MS, type Why } from './care.ts';
import { holdAllowance, keepAllowance } from './limits.ts';
import { createTakeDown } from './take-down.ts';

/** A look that failed or came too soon, in milliseconds; after so many it is left until the next. */
const LOOK_LATER_MS = 300_000;
const MAX_LOOKS = 5;
/** Where the platform is still working on it. */
const PENDING_MS = 600_000;
/** All calls of one look; well under the lease. */
const PLATFORM_MS = 40_000;

/** What is done for posts that are out: they are looked at, and taken down when somebody has said so. */
export function createAftercare(
  { db, log, connectors, sessions }: { db: Db; log: Log; connectors: Connectors; sessions: Sessions },
  { worker, leaseMs }: { worker: string; leaseMs: number },
) {
  const { limits } = sessions;
  const system = <T>(work: (tx: Tx) => Promise<T>) => db.tx({ as: 'system' }, work);
  const failureOf = ({ connection }: Care, error: unknown): Failure =>
    (connectors.get(connection.platform)?.classify ?? networkFailure)(error);
  const takeDown = createTakeDown({ db, log, sessions, limits, takes, failureOf }, worker);

  /** Where nothing is left of the account's limit it is done when there is, and until then this is no try. */
  function takes(care: Care, requests: number): Promise<boolean> {
    return system(async (tx) => {
      const allowance = await holdAllowance(tx, [care.connection]);
      // Looking can wait: the last of what is scarce is for posts, and for taking down.
      const until = allowance[care.remove ? 'takeRequests' : 'takeReads'](care.connection, requests);
      if (until === null) {
        await keepAllowance(tx, allowance);
        return true;
      }
      await tx.run(sql`
        update app.aftercare set worker = null,
               look_at = case when remove_at is not distinct from ${care.remove_at} then ${until}::timestamptz
                              else least(remove_at, check_at) end
         where publication_id = ${care.publication_id} and worker = ${worker}`);
      const { tries } = care;
      const shown = { state: 'retrying', failure: LIMITED, next_try_at: new Date(until), tries } as const;
      if (care.remove) await show(tx, care, shown);
      return false;
    });
  }

  /**
   * Nobody here can do anything for it now.
   * @param why what people are told where it is to be down by now; null: somebody else does it
   * @param off the server has the platform switched off: that is no change of the account, so a look waits for it too
   */
  async function park(tx: Tx, care: Care, why: Why | null, off = false): Promise<void> {
    await tx.run(sql`
      update app.aftercare set worker = null, look_at = least(
               case when remove_at <= clock_timestamp() then later.at else remove_at end,
               case when ${off} and check_at > clock_timestamp() - interval '2 days' then later.at end)
        from (select clock_timestamp() + ${WAITS_MS} * interval '1 ms' as at) later
       where publication_id = ${care.publication_id} and worker = ${worker}`);
    if (why && care.remove) await show(tx, care, { state: 'waiting', failure: why, tries: care.tries });
  }

  /** @returns whether it is there, and whether that may change soon */
  async function read(care: Care): Promise<{ there: boolean; pending: boolean }> {
    if (care.over)
      throw new ConnectorError({
        class: 'give_up',
        code: 'story_over',
        message: 'A story is there for a day, and this one is over.',
      });
    const thing = { remoteId: care.remote_id, kind: 'post' } as const;
    const heard = limits.listen(sessions.connectorOf(care.connection.platform), care.connection, {
      reading: true,
    });
    const found = await during(heard, () =>
      sessions.use(care.connection, (session, connector) =>
        connector.read(session, thing, AbortSignal.timeout(PLATFORM_MS)),
      ),
    );
    await heard.keep();
    const { state, why } = seenAs(found);
    if (found || !care.settling)
      await system((tx) =>
        show(tx, care, { state, seen: true, ...(why && { failure: { class: 'give_up', ...why } }) }),
      );
    return { there: state === 'there', pending: found?.pending === true };
  }

  /** A minute after it went out, and a day after. */
  async function check(care: Care): Promise<void> {
    if (!(await takes(care, 1))) return;
    const { failed, again } = await read(care).then(
      ({ there, pending }) => ({
        failed: 0,
        again: pending ? PENDING_MS : !there && care.settling ? LOOK_LATER_MS : null,
      }),
      (error: unknown) => {
        // A look never changes what is known of the account.
        const { code } = failureOf(care, error);
        log.debug({ publicationId: care.publication_id, code }, 'a post could not be looked at');
        const failed = care.checks + 1;
        return failed < MAX_LOOKS ? { failed, again: LOOK_LATER_MS } : { failed: 0, again: null };
      },
    );
    // Platforms that work on it for longer than a day, or do not answer then, are asked no more.
    await system((tx) =>
      tx.run(sql`
        update app.aftercare set worker = null, checks = ${failed}, check_at = next.at, look_at = least(remove_at, next.at)
          from (select case when ${again}::int is not null and (${failed} > 0 or clock_timestamp() < day.over)
                              then clock_timestamp() + ${again} * interval '1 ms'
                            when clock_timestamp() < day.over - interval '1 hour' then day.over end as at
                  from (select published_at + interval '1 day' as over from app.publications
                         where id = ${care.publication_id}) day) next
         where publication_id = ${care.publication_id} and worker = ${worker}`),
    );
  }

  return {
    /** Does what is next for one post, if nobody else does. */
    async look(publicationId: string): Promise<void> {
      const care = await system(async (tx) => {
        const leased = await tx.run(sql`
          update app.aftercare set worker = ${worker}, look_at = clock_timestamp() + ${leaseMs} * interval '1 ms'
           where publication_id = ${publicationId} and look_at <= clock_timestamp()`);
        return leased === 1 ? careOf(tx, publicationId) : undefined;
      });
      if (!care) {
        await system((tx) =>
          tx.run(
            sql`delete from app.aftercare where publication_id = ${publicationId} and worker = ${worker}`,
          ),
        );
        return;
      }
      const { connection } = care;
      const stays = (why: Why | null, off = false) => system((tx) => park(tx, care, why, off));
      if (connection.deleted_at) return stays(REMOVED);
      // Whoever holds it does it.
      if (connection.holder !== 'server') return stays(null);
      if (!connectors.has(connection.platform)) return stays(OFF, true);
      if (connection.status === 'reconnect') return stays(SIGNED_OUT);
      await (care.remove ? takeDown(care) : check(care));
    },

    /**
     * A person asks whether a post still stands.
     * @throws AppError not_found | forbidden | not_holder | whatever the platform refuses with
     */
    async ask(personId: string, publicationId: string): Promise<{ there: boolean }> {
      const care = await db.tx({ as: 'person', personId }, async (tx) => {
        const seen = await tx.one<{ brand_id: string }>(sql`
          select brand_id from app.publications where id = ${publicationId} and deleted_at is null`);
        if (!seen) throw new AppError('not_found', 'There is no such publication.', { status: 404 });
        await requireRole(tx, personId, seen.brand_id, 'member');
        await tx.become({ as: 'system' });
        return careOf(tx, publicationId);
      });
      if (!care) throw new AppError('not_found', 'Nothing of it is on a platform.', { status: 404 });
      if (care.connection.holder !== 'server' || care.connection.deleted_at)
        throw new AppError('not_holder', 'The server does not hold this account.', { status: 409 });
      try {
        const { there } = await read(care);
        return { there };
      } catch (error) {
        const { code, message } = failureOf(care, error);
        throw new AppError(code, redactText(message), { status: 502 });
      }
    },
  };
}
export type Aftercare = ReturnType<typeof createAftercare>;
