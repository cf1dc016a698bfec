import sql, { type Sql } from 'sql-template-tag';
import { ConnectorError, type Failure, type Thing } from '../../shared/connectors/contract.ts';
import { AppError } from '../../shared/errors.ts';
import type { Row } from '../../shared/kinds/index.ts';
import { deletesThere } from '../../shared/publishing/take-down.ts';
import { during } from '../connectors/call.ts';
import type { Connectors } from '../connectors/index.ts';
import type { Db, Tx } from '../db/db.ts';
import { type Log, redactText } from '../log.ts';
import type { Sessions } from '../modules/connections/sessions.ts';
import { requireRole } from '../modules/organizations/roles.ts';
import { clock } from './ledger.ts';
import { createLimits, holdAllowance, keepAllowance } from './limits.ts';
import { counts, nextStep } from './policy.ts';

/** After the look a minute after it went out, in milliseconds. */
const LOOK_AGAIN_MS = 86_400_000;
/** A look that failed, in milliseconds; after three it is left. */
const LOOK_LATER_MS = 300_000;
const MAX_LOOKS = 5;
/** Platforms are eventually consistent: so soon after it went out, a post that is not found may yet appear. Milliseconds. */
const SETTLES_MS = 300_000;
/** Where nobody here can do what is due, it is looked at again as soon as that changes (a trigger), and so often anyway. */
const WAITS_MS = 900_000;
/** All calls of one turn; well under the lease. */
const PLATFORM_MS = 40_000;

type Care = {
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
  checks: number;
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

/**
 * What is done for posts that are out. Taking down may be repeated without harm (the platforms answer that it is gone), so a
 * turn that was lost is simply taken again; every try is a row of app.removal_attempts.
 */
export function createAftercare(
  { db, log, connectors, sessions }: { db: Db; log: Log; connectors: Connectors; sessions: Sessions },
  { worker, leaseMs }: { worker: string; leaseMs: number },
) {
  const limits = createLimits({ db });
  const system = <T>(work: (tx: Tx) => Promise<T>) => db.tx({ as: 'system' }, work);

  async function takeDown(care: Care): Promise<void> {
    const parts = await system((tx) =>
      tx.many<{ remote_id: string }>(sql`
        select remote_id from app.publications
         where post_id = ${care.post_id} and connection_id = ${care.connection_id} and subject = 'part'
           and state = 'published' and remote_id is not null and deleted_at is null
         order by published_at desc, id desc`),
    );
    // What stands below goes first: a post that is gone takes nothing with it everywhere.
    const things: Thing[] = [
      ...parts.map(({ remote_id }) => ({ remoteId: remote_id, kind: 'part' }) as const),
      { remoteId: care.remote_id, kind: 'post' },
    ];
    const limited = await system(async (tx) => {
      const allowance = await holdAllowance(tx, [care.connection]);
      const until = allowance.takeRequests(care.connection, things.length);
      if (until === null) await keepAllowance(tx, allowance);
      else await holdBack(tx, care, until);
      return until;
    });
    if (limited !== null) return;
    const heard = limits.listen(sessions.connectorOf(care.connection.platform), care.connection);
    const n = await system(async (tx) => {
      const begun = await tx.one<{ n: number }>(sql`
        insert into app.removal_attempts (publication_id, n, brand_id, worker, asked_by, begun_at)
        select ${care.publication_id}, coalesce(max(n), 0) + 1, ${care.brand_id}, ${worker}, ${care.set_by}, clock_timestamp()
          from app.removal_attempts where publication_id = ${care.publication_id}
        returning n`);
      return begun?.n ?? 1;
    });
    const settle = (outcome: 'removed' | 'failed', more: Sql) =>
      sql`update app.removal_attempts set settled_at = clock_timestamp(), outcome = ${outcome}${more}
           where publication_id = ${care.publication_id} and n = ${n}`;
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
          for (const thing of things) await connector.remove(session, thing, signal);
        }),
      );
    } catch (error) {
      const failure = failureOf(care, error);
      log.warn(
        { publicationId: care.publication_id, code: failure.code, class: failure.class },
        'a post could not be taken down',
      );
      await said(heard.keep().then(() => heard.refused(failure)));
      if (failure.class === 'reconnect')
        await sessions.signedOut(care.connection.id, failure.code, await secretOf(care));
      const message = redactText(failure.message).slice(0, 2000);
      await system(async (tx) => {
        await tx.run(
          settle(
            'failed',
            sql`, error_code = ${failure.code.slice(0, 80)}, error_class = ${failure.class},
                  error_message = ${message}, answer = ${JSON.stringify(failure.answer)}`,
          ),
        );
        await giveBack(tx, care, failure);
      });
      return;
    }
    await said(heard.keep());
    await system(async (tx) => {
      await tx.run(settle('removed', sql``));
      await show(tx, care, { state: 'removed', removed_at: true, removed_by: care.set_by });
    });
    log.info({ publicationId: care.publication_id, platform: care.connection.platform }, 'taken down');
  }

  /** Nothing is left of the account's limit: it is tried when there is, and until then this is no try. */
  async function holdBack(tx: Tx, care: Care, until: string): Promise<void> {
    await tx.run(sql`
      update app.aftercare set worker = null, look_at = ${until}
       where publication_id = ${care.publication_id} and worker = ${worker}
         and remove_at is not distinct from ${care.remove_at}`);
    await release(tx, care);
    if (!care.remove) return;
    await show(tx, care, {
      state: 'retrying',
      failure: LIMITED,
      next_try_at: new Date(until),
      tries: care.tries,
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

  /** Knowing what is left is worth something, but never what became of a post. */
  const said = (keeping: Promise<void>) =>
    keeping.catch((error: unknown) => log.warn({ err: error }, 'a limit could not be kept'));

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
    await release(tx, care);
    await show(tx, care, { state: next.state, failure, next_try_at: at, tries });
  }

  /** Somebody changed what is wanted while it was being looked after: what is wanted now is next. */
  const release = (tx: Tx, care: Care) =>
    tx.run(sql`
      update app.aftercare set worker = null, look_at = least(remove_at, check_at)
       where publication_id = ${care.publication_id} and worker = ${worker}`);

  const secretOf = (care: Care) =>
    sessions
      .open(care.connection)
      .then(({ secret }) => secret)
      .catch(() => undefined);

  const failureOf = ({ connection }: Care, error: unknown): Failure =>
    (connectors.get(connection.platform) ?? sessions.connectorOf('sandbox')).classify(error);

  /** @returns whether it is there */
  async function read(care: Care): Promise<boolean> {
    if (care.over)
      throw new ConnectorError({
        class: 'give_up',
        code: 'story_over',
        message: 'A story is there for a day, and this one is over.',
      });
    const thing = { remoteId: care.remote_id, kind: 'post' } as const;
    const found = await sessions.use(care.connection, (session, connector) =>
      connector.read(session, thing, AbortSignal.timeout(PLATFORM_MS)),
    );
    if (found || !care.settling)
      await system((tx) => show(tx, care, { state: found ? 'there' : 'gone', seen: true }));
    return found !== null;
  }

  async function check(care: Care): Promise<void> {
    const limited = await system(async (tx) => {
      const allowance = await holdAllowance(tx, [care.connection]);
      const until = allowance.takeRequests(care.connection, 1);
      if (until === null) await keepAllowance(tx, allowance);
      else await holdBack(tx, care, until);
      return until;
    });
    if (limited !== null) return;
    const again = await read(care).then(
      (there) => !there && care.settling,
      (error: unknown) => {
        // A look never changes what is known of the account.
        const { code } = failureOf(care, error);
        log.debug({ publicationId: care.publication_id, code }, 'a post could not be looked at');
        return true;
      },
    );
    const wait = again ? LOOK_LATER_MS : care.checks === 0 ? LOOK_AGAIN_MS : null;
    await system((tx) =>
      tx.run(sql`
        update app.aftercare set worker = null, checks = checks + 1, check_at = next.at, look_at = least(remove_at, next.at)
          from (select case when ${care.checks + 1 < MAX_LOOKS} then clock_timestamp() + ${wait} * interval '1 ms' end as at) next
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
        return { there: await read(care) };
      } catch (error) {
        const { code, message } = failureOf(care, error);
        throw new AppError(code, redactText(message), { status: 502 });
      }
    },
  };
}
export type Aftercare = ReturnType<typeof createAftercare>;

type Why = Pick<Failure, 'class' | 'code' | 'message'>;
const LIMITED: Why = {
  class: 'wait',
  code: 'rate_limited',
  message: 'The platform takes nothing more until then.',
};
const SIGNED_OUT: Why = {
  class: 'reconnect',
  code: 'signed_out',
  message: 'The account has to be connected again.',
};
const REMOVED: Why = {
  class: 'reconnect',
  code: 'account_removed',
  message: 'The account it is on was disconnected.',
};
const OFF: Why = {
  class: 'wait',
  code: 'platform_off',
  message: 'This server does not publish to that platform.',
};

async function careOf(tx: Tx, publicationId: string): Promise<Care | undefined> {
  return tx.one<Care>(sql`
    select p.id as publication_id, p.brand_id, p.post_id, p.connection_id, p.remote_id, a.remove_at, t.set_by,
           p.published_at > clock_timestamp() - ${SETTLES_MS} * interval '1 ms' as settling,
           coalesce(a.remove_at <= clock_timestamp(), false) as remove, coalesce(a.tries, 0) as tries,
           coalesce(a.checks, 0) as checks,
           coalesce(g.format = 'story' and p.published_at < clock_timestamp() - interval '24 hours', false) as over,
           jsonb_build_object('id', c.id, 'platform', c.platform, 'holder', c.holder, 'status', c.status,
             'remote_account_id', c.remote_account_id, 'service_url', c.service_url, 'limits', c.limits,
             'deleted_at', c.deleted_at) as connection
      from app.publications p
      join app.connections own on own.id = p.connection_id
      join lateral (
        select * from app.connections n
         where n.id = own.id or (own.deleted_at is not null and n.deleted_at is null and n.brand_id = own.brand_id
           and n.platform = own.platform and n.remote_account_id = own.remote_account_id and n.remote_account_id <> ''
           and n.service_url is not distinct from own.service_url)
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
 * What people read of it. What is gone stays as it was said; a look tells nothing of a removal that is under way, and what
 * still waits for the same thing is told once.
 */
async function show(tx: Tx, care: Care, shown: Shown): Promise<void> {
  const { state, seen = false, failure, next_try_at = null, tries = 0 } = shown;
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
          error_code = case when ${seen} then s.error_code else excluded.error_code end,
          error_class = case when ${seen} then s.error_class else excluded.error_class end,
          error_message = case when ${seen} then s.error_message else excluded.error_message end,
          version = s.version + 1, updated_at = greatest(s.updated_at, now())
      where s.state not in ('removed', 'gone')
        and (excluded.state <> 'waiting' or (s.state, s.error_code, s.tries)
             is distinct from (excluded.state, excluded.error_code, excluded.tries))`);
}
