import sql, { raw, type Sql } from 'sql-template-tag';
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

/** A log whose entries are written without a position, and where its positions are counted. */
export type Entries = {
  tx<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** A table with `seq`, `xid`, `position`, `op` and `at`. */
  log: Sql;
  /** A table of one row with `last_position`. */
  meta: Sql;
  /** The column of `log` that names whose news an entry is. */
  topic: Sql;
  /** Number of an operation, from its rank in its transaction (`rank` counts from 1). */
  op: Sql;
  channel: string;
  lock: number;
};

const projection = (db: Db): Entries => ({
  tx: (work) => db.tx({ as: 'sync' }, work),
  log: raw('sync.log'),
  meta: raw('sync.meta'),
  topic: raw('scope'),
  op: raw('rank'),
  channel: 'pillarbox_sync',
  lock: SEQUENCER_LOCK,
});

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
export function createSequencer({ db, ...deps }: { db: Db; log: Log; hub: Hub }): Sequencer {
  return createSequencerOf(projection(db), deps);
}

/** The same for another log. */
export function createSequencerOf(entries: Entries, { log, hub }: { log: Log; hub: Hub }): Sequencer {
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
        owner = await sequence(entries);
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
      const late = await someoneIsLate(entries).catch(() => true);
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

const someoneIsLate = (entries: Entries) =>
  entries.tx(async (tx) => {
    const found = await tx.one<{ late: boolean }>(sql`
      select exists (select from ${entries.log} where position is null
                      and at < clock_timestamp() - make_interval(secs => ${GRACE_MS / 2000})) as late`);
    return found?.late ?? false;
  });

/** @returns false when another process holds the lock */
async function sequence(entries: Entries): Promise<boolean> {
  return entries.tx(async (tx) => {
    // A process that hangs here must not hold the lock for good.
    await tx.run(sql`set local idle_in_transaction_session_timeout = '10s'`);
    const lock = await tx.one<{ mine: boolean }>(
      sql`select pg_try_advisory_xact_lock(${entries.lock}) as mine`,
    );
    if (!lock?.mine) return false;
    const topics = await number(tx, entries);
    for (const payload of payloads(topics)) {
      await tx.run(sql`select pg_notify(${entries.channel}, ${payload})`);
    }
    return true;
  });
}

/**
 * The statement begins after the lock was taken, so it sees what the owner before numbered. Transactions are ordered
 * by their last entry: one that waited for another's row lock, or read what it wrote, has a later one.
 * @returns the topics that got entries
 */
async function number(tx: Tx, { log, meta, topic, op }: Entries): Promise<string[]> {
  const rows = await tx.many<{ topic: string }>(sql`
    with waiting as (select seq, xid from ${log} where position is null),
    transactions as (select xid, row_number() over (order by max(seq)) as n from waiting group by xid),
    numbered as (
      select w.seq, t.n, row_number() over (partition by w.xid order by w.seq) as rank
        from waiting w join transactions t using (xid)),
    counter as (
      update ${meta} set last_position = last_position + (select count(*) from transactions)
       where exists (select from waiting)
      returning last_position - (select count(*) from transactions) as start),
    written as (
      update ${log} l set position = c.start + m.n, op = ${op}
        from numbered m, counter c where l.seq = m.seq
      returning l.${topic})
    select distinct ${topic}::text as topic from written`);
  return rows.map((row) => row.topic);
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
