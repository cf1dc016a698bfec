import sql from 'sql-template-tag';
import type { Connector, Content, Failure } from '../../shared/connectors/contract.ts';
import type { Answered, Limit } from '../../shared/connectors/limits.ts';
import type { Db, Tx } from '../db/db.ts';
import type { Log } from '../log.ts';
import { twinsOf } from './account.ts';

/** So little is left that several workers at once could spend it: counted, and held for whoever claims next. */
const SCARCE = 20;
const SCARCE_SHARE = 0.1;
/** What is plentiful is only told to people, and written so often at most. */
const TELL_AGAIN_MS = 300_000;
/** Reading leaves so many of what is scarce to posting. */
const FOR_POSTS = 10;
/** Failures that say the app's allowance is spent, not the account's. */
const APP_WIDE = new Set(['usage_capped', 'quota_used']);

type Account = { id: string; platform: string };

/** From how many on it is scarce. */
const floorOf = ({ limit, slides }: Limit) =>
  slides ? 0 : Math.floor(Math.max(SCARCE, (limit ?? 0) * SCARCE_SHARE));

/**
 * What the platforms say is left, shared by every worker through Postgres: workers wait for a limit that is spent instead of
 * asking to hear so.
 */
export function createLimits({ db, log }: { db: Db; log: Log }) {
  /** When what is plentiful was last written, in milliseconds since 1970. */
  const told = new Map<string, number>();
  const isNews = (account: Account, limit: Limit): boolean => {
    if (limit.remaining <= floorOf(limit)) return true;
    const name = `${account.platform} ${limit.of === 'app' ? '' : account.id} ${limit.bucket}`;
    const at = Date.now();
    if (at - (told.get(name) ?? Number.NEGATIVE_INFINITY) < TELL_AGAIN_MS) return false;
    if (told.size > 10_000) told.clear();
    told.set(name, at);
    return true;
  };

  const store = async ({ id, platform }: Account, limits: readonly Limit[]): Promise<void> => {
    if (limits.length === 0) return;
    await db.tx({ as: 'system' }, async (tx) => {
      // One order everywhere: two that keep several rows never wait for each other.
      for (const limit of limits.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
        const floor = floorOf(limit);
        await tx.run(sql`
          insert into app.platform_limits as l (platform, connection_id, bucket, remaining, most, reset_at, scarce, heard_at)
          values (${platform}, ${limit.of === 'app' ? null : id}, ${limit.bucket}, ${limit.remaining}, ${limit.limit},
                  ${limit.resetAt}, ${limit.remaining <= floor}, clock_timestamp())
          on conflict (platform, connection_id, bucket) do update set
            -- Within one window the least that anybody heard counts: answers overtake each other.
            (remaining, scarce) = (
              select heard.remaining, heard.remaining <= ${floor}
                from (select case when excluded.reset_at > l.reset_at + interval '5 seconds' then excluded.remaining
                                  else least(l.remaining, excluded.remaining) end as remaining) heard),
            most = coalesce(excluded.most, l.most), reset_at = greatest(l.reset_at, excluded.reset_at),
            heard_at = excluded.heard_at`);
      }
    });
  };

  return {
    /** Keeps what a look found out, whatever it is. */
    know: store,
    /**
     * Listens to the answers of one call, or of several for one thing.
     * @param reading nothing of it posts: what is refused there alone keeps no post waiting
     */
    listen(connector: Connector, account: Account, { reading = false } = {}) {
      const heard = new Map<string, Limit>();
      return {
        answered(answer: Answered): void {
          for (const limit of connector.limits?.(answer) ?? []) heard.set(nameOf(limit), limit);
        },
        /**
         * Before the attempt is settled, so that whoever claims the next one knows. Knowing what is left is worth
         * something, but never what became of a post: where it cannot be kept, that is logged and no more.
         * @param failure what came of it, where it was refused
         */
        async keep(failure?: Failure): Promise<void> {
          try {
            const news = [...heard.values()].filter((limit) => isNews(account, limit));
            await store(account, news);
            const spent = failure && spentBy(failure);
            if (spent) await store(account, [spent]);
          } catch (error) {
            log.warn({ connectionId: account.id, err: error }, 'a limit could not be kept');
          }
        },
      };
      /** A refusal that says "not before then", where no header said it: everything else of the account waits too. */
      function spentBy({ class: kind, code, retryAt }: Failure): Limit | undefined {
        if (kind !== 'wait' || retryAt === null) return undefined;
        if ([...heard.values()].some(({ remaining }) => remaining <= 0)) return undefined;
        const of = APP_WIDE.has(code) ? 'app' : 'account';
        // Platforms count reads apart, by endpoint or by address.
        if (reading && of === 'account') return undefined;
        return { of, bucket: 'all', limit: null, remaining: 0, resetAt: retryAt };
      }
    },
  };
}

export type Limits = ReturnType<typeof createLimits>;

/** Two limits of one window kind are one: the later answer counts. */
const nameOf = ({ of, bucket }: Limit) => `${of} ${bucket}`;

type Held = {
  platform: string;
  connection_id: string | null;
  /** Connections that were asked for and are to the same account: other brands may hold it too. */
  counts_for: string[];
  bucket: string;
  remaining: number;
  reset_at: string;
};

/** What is left for some accounts, held until the transaction ends. */
export type Allowance = ReturnType<typeof allowanceOf>;

/** Holds what is scarce for these accounts, in one order everywhere, so that two that hold several never wait for each other. */
export async function holdAllowance(tx: Tx, accounts: readonly Account[]): Promise<Allowance> {
  const ids = accounts.map(({ id }) => id);
  return allowanceOf(
    await tx.many<Held>(sql`
      with twins as materialized (select t.asked, t.id from ${twinsOf(ids)} t)
      select l.platform, l.connection_id, l.bucket, l.remaining, l.reset_at,
             coalesce((select jsonb_agg(t.asked) from twins t where t.id = l.connection_id), '[]') as counts_for
        from app.platform_limits l
       where l.platform = any(${[...new Set(accounts.map(({ platform }) => platform))]}) and l.scarce
         and (l.connection_id in (select t.id from twins t) or l.connection_id is null)
         and l.reset_at > clock_timestamp()
       order by l.platform, l.connection_id, l.bucket for update of l`),
  );
}

function allowanceOf(held: Held[]) {
  const touched = new Set<Held>();
  /** @param leave how many are for others */
  const take = (
    { id, platform }: Account,
    buckets: readonly string[],
    count = 1,
    leave = 0,
  ): string | null => {
    const its = held.filter(
      (row) =>
        row.platform === platform &&
        (row.counts_for.includes(id) || row.connection_id === null) &&
        buckets.includes(row.bucket),
    );
    const spent = its
      .filter(({ remaining }) => remaining <= 0 || (leave > 0 && remaining - count < leave))
      .map(({ reset_at }) => reset_at);
    if (spent.length > 0) return spent.reduce((last, at) => (at > last ? at : last));
    for (const row of its) {
      row.remaining -= count;
      touched.add(row);
    }
    return null;
  };
  return {
    /** Takes one of whatever is scarce. @returns until when there is nothing to take (ISO); null: it may go */
    take(account: Account, content: Content): string | null {
      const media = content.kind === 'reply' ? 0 : (content.media?.length ?? 0);
      return take(account, ['all', 'post', ...(media > 0 ? ['media'] : [])]);
    },
    /** The same for so many requests that post nothing. */
    takeRequests: (account: Account, count: number): string | null => take(account, ['all'], count),
    /** The same for so many that only read, and can wait: posting comes first. */
    takeReads: (account: Account, count: number): string | null => take(account, ['all'], count, FOR_POSTS),
    touched: (): Held[] => [...touched],
  };
}

/** Writes down what was taken. */
export async function keepAllowance(tx: Tx, allowance: Allowance): Promise<void> {
  const rows = allowance.touched();
  if (rows.length === 0) return;
  await tx.run(sql`
    update app.platform_limits l set remaining = h.remaining
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
             as h(platform text, connection_id uuid, bucket text, remaining int)
     where l.platform = h.platform and l.connection_id is not distinct from h.connection_id and l.bucket = h.bucket`);
}

/** Takes so many requests that post nothing. @returns until when there is nothing to take (ISO); null: they may be made */
export const takeSome = (
  db: Db,
  account: Account,
  count: number,
  what: 'takeRequests' | 'takeReads',
): Promise<string | null> =>
  db.tx({ as: 'system' }, async (tx) => {
    const allowance = await holdAllowance(tx, [account]);
    const until = allowance[what](account, count);
    if (until === null) await keepAllowance(tx, allowance);
    return until;
  });
