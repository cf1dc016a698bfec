import sql from 'sql-template-tag';
import type { Db, Tx } from '../../db/db.ts';
import type { Log } from '../../log.ts';
import type { Hub } from './hub.ts';

/** The advisory lock of whoever numbers the log; held for one transaction at a time. */
export const SEQUENCER_LOCK = 4_820_005;
/** How long entries may wait for their owner before another process takes over. */
const GRACE_MS = 250;
/** A look without any notification, in case one was lost. */
const ROUND_MS = 5_000;
/** NOTIFY takes less than 8,000 bytes. */
const PAYLOAD_BYTES = 7_500;

export type Sequencer = {
  start(): void;
  /** Numbers what waits now; resolves when it is done (tests and start-up). */
  run(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Gives committed transactions their positions in sync.log, in commit order. Every process runs one; the process that
 * did it last is the owner and acts at once, the others only look after entries nobody took within a grace time. That
 * is a habit that saves work, not what keeps the order right: the transaction's advisory lock is, so an owner that
 * dies at any moment holds nobody up and leaves nothing half done.
 */
export function createSequencer({ db, log, hub }: { db: Db; log: Log; hub: Hub }): Sequencer {
  let owner = false;
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;
  let check: NodeJS.Timeout | undefined;
  let round: NodeJS.Timeout | undefined;

  const run = (): Promise<void> => {
    again = true;
    running ??= (async () => {
      while (again && !stopped) {
        again = false;
        owner = await sequence(db);
        // Somebody else holds the lock. Should they die with it, the grace time ends.
        if (!owner) checkLater();
      }
    })()
      .catch((error: unknown) => {
        log.warn({ err: error }, 'the sync log could not be numbered; trying again');
        owner = false;
        checkLater();
      })
      .finally(() => {
        running = undefined;
        if (again && !stopped) void run();
      });
    return running;
  };

  const checkLater = () => {
    if (check || stopped) return;
    check = setTimeout(async () => {
      check = undefined;
      const late = await someoneIsLate(db).catch(() => true);
      if (late && !stopped) await run();
    }, GRACE_MS);
  };

  return {
    start() {
      hub.onWaiting(() => {
        if (owner) void run();
        else checkLater();
      });
      round = setInterval(checkLater, ROUND_MS);
      void run();
    },
    run,
    async stop() {
      stopped = true;
      clearTimeout(check);
      clearInterval(round);
      await running;
    },
  };
}

const someoneIsLate = (db: Db) =>
  db.tx({ as: 'sync' }, async (tx) => {
    const found = await tx.one<{ late: boolean }>(sql`
      select exists (select from sync.log where position is null
                      and at < clock_timestamp() - make_interval(secs => ${GRACE_MS / 2000})) as late`);
    return found?.late ?? false;
  });

/** @returns false when another process holds the lock */
async function sequence(db: Db): Promise<boolean> {
  return db.tx({ as: 'sync' }, async (tx) => {
    // A process that hangs here must not hold the lock for good.
    await tx.run(sql`set local idle_in_transaction_session_timeout = '10s'`);
    const lock = await tx.one<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(${SEQUENCER_LOCK}) as mine`,
    );
    if (!lock?.mine) return false;
    const scopes = await number(tx);
    for (const payload of payloads(scopes)) {
      await tx.run(sql`select pg_notify('pillarbox_sync', ${payload})`);
    }
    return true;
  });
}

/**
 * The statement begins after the lock was taken, so it sees what the owner before numbered. Transactions are ordered
 * by their last entry: one that waited for another's row lock, or read what it wrote, has a later one.
 * @returns the scopes that got entries
 */
async function number(tx: Tx): Promise<string[]> {
  const rows = await tx.many<{ scope: string }>(sql`
    with waiting as (select seq, xid from sync.log where position is null),
    transactions as (select xid, row_number() over (order by max(seq)) as n from waiting group by xid),
    numbered as (
      select w.seq, t.n, row_number() over (partition by w.xid order by w.seq) as op
        from waiting w join transactions t using (xid)),
    counter as (
      update sync.meta set last_position = last_position + (select count(*) from transactions)
       where exists (select from waiting)
      returning last_position - (select count(*) from transactions) as start),
    written as (
      update sync.log l set position = c.start + m.n, op = m.op
        from numbered m, counter c where l.seq = m.seq
      returning l.scope)
    select distinct scope from written`);
  return rows.map(({ scope }) => scope);
}

function payloads(scopes: string[]): string[] {
  const texts: string[] = [];
  let text = 'log';
  for (const scope of scopes) {
    if (text.length + scope.length + 1 > PAYLOAD_BYTES) {
      texts.push(text);
      text = 'log';
    }
    text += ` ${scope}`;
  }
  return text === 'log' ? texts : [...texts, text];
}
