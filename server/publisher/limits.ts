import sql from 'sql-template-tag';
import type { Connector, Content, Failure } from '../../shared/connectors/contract.ts';
import type { Answered, Limit } from '../../shared/connectors/limits.ts';
import type { Db, Tx } from '../db/db.ts';

/** Kept once so little is left that several workers at once could spend it; until then nothing is written. */
const SCARCE = 20;
const SCARCE_SHARE = 0.1;
/** Failures that say the app's allowance is spent, not the account's. */
const APP_WIDE = new Set(['usage_capped', 'quota_used']);

type Account = { id: string; platform: string };

/**
 * What the platforms' headers say is left, shared by every worker through Postgres: workers wait for a limit that is
 * spent instead of asking to hear so.
 */
export function createLimits({ db }: { db: Db }) {
  const keep = ({ id, platform }: Account, limits: readonly Limit[]) =>
    db.tx({ as: 'system' }, async (tx) => {
      // One order everywhere: two that keep several rows never wait for each other.
      for (const { of, bucket, remaining, resetAt } of limits.toSorted((a, b) =>
        nameOf(a) < nameOf(b) ? -1 : 1,
      ))
        await tx.run(sql`
          insert into app.platform_limits as l (platform, connection_id, bucket, remaining, reset_at)
          values (${platform}, ${of === 'app' ? null : id}, ${bucket}, ${remaining}, ${resetAt})
          on conflict (platform, connection_id, bucket) do update set
            -- Within one window the least that anybody heard counts: answers overtake each other.
            remaining = case when excluded.reset_at > l.reset_at + interval '5 seconds' then excluded.remaining
                             else least(l.remaining, excluded.remaining) end,
            reset_at = greatest(l.reset_at, excluded.reset_at)`);
    });

  return {
    /** Listens to the answers of one attempt. */
    listen(connector: Connector, account: Account) {
      const heard = new Map<string, Limit>();
      return {
        answered(answer: Answered): void {
          for (const limit of connector.limits?.(answer) ?? []) heard.set(nameOf(limit), limit);
        },
        /** Before the attempt is settled, so that whoever claims the next one knows. */
        async keep(): Promise<void> {
          const scarce = [...heard.values()].filter(
            ({ remaining, limit }) => remaining <= Math.max(SCARCE, (limit ?? 0) * SCARCE_SHARE),
          );
          if (scarce.length > 0) await keep(account, scarce);
        },
        /** A refusal that says "not before then", where no header said it: everything else of the account waits too. */
        async refused({ class: kind, code, retryAt }: Failure): Promise<void> {
          if (kind !== 'wait' || retryAt === null) return;
          if ([...heard.values()].some(({ remaining }) => remaining <= 0)) return;
          const of = APP_WIDE.has(code) ? 'app' : 'account';
          await keep(account, [{ of, bucket: 'all', limit: null, remaining: 0, resetAt: retryAt }]);
        },
      };
    },
  };
}

export type Limits = ReturnType<typeof createLimits>;

/** Two limits of one window kind are one: the later answer counts. */
const nameOf = ({ of, bucket }: Limit) => `${of} ${bucket}`;

type Held = {
  platform: string;
  connection_id: string | null;
  bucket: string;
  remaining: number;
  reset_at: string;
};

/** What is left for some accounts, held until the transaction ends. */
export type Allowance = ReturnType<typeof allowanceOf>;

/** Holds what is scarce for these accounts, in one order everywhere, so that two that hold several never wait for each other. */
export async function holdAllowance(tx: Tx, accounts: readonly Account[]): Promise<Allowance> {
  return allowanceOf(
    await tx.many<Held>(sql`
      select platform, connection_id, bucket, remaining, reset_at from app.platform_limits
       where platform = any(${[...new Set(accounts.map(({ platform }) => platform))]})
         and (connection_id = any(${accounts.map(({ id }) => id)}::uuid[]) or connection_id is null)
         and reset_at > clock_timestamp()
       order by platform, connection_id, bucket for update`),
  );
}

function allowanceOf(held: Held[]) {
  const touched = new Set<Held>();
  const take = ({ id, platform }: Account, buckets: readonly string[], count = 1): string | null => {
    const its = held.filter(
      (row) =>
        row.platform === platform &&
        (row.connection_id === id || row.connection_id === null) &&
        buckets.includes(row.bucket),
    );
    const spent = its.filter(({ remaining }) => remaining <= 0).map(({ reset_at }) => reset_at);
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
