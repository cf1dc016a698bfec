import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import sql from 'sql-template-tag';
import type { Connectors } from '../connectors/index.ts';
import type { Db } from '../db/db.ts';
import type { Log } from '../log.ts';
import type { Sessions } from '../modules/connections/sessions.ts';
import { createRounds } from '../rounds/rounds.ts';
import { type Claimed, claim } from './claim.ts';
import type { Head } from './claim-rows.ts';
import { createLedger } from './ledger.ts';
import { resolve } from './resolve.ts';
import { send } from './send.ts';

/** Channel that triggers notify when something becomes due soon. */
const CHANNEL = 'publisher';
const HEADS = 200;
/** What somebody else held when it was to be claimed is looked at again after so long, in milliseconds. */
const BUSY_MS = 30;
/** A scan of a long queue costs the database something: it has three times as long to itself, within reason. */
const rest = (tookMs: number) => Math.min(250, Math.max(2, tookMs * 3));

export type PublisherOptions = {
  /** Between scans when nothing else wakes it, in milliseconds. */
  intervalMs: number;
  /** How many accounts this worker publishes to at once. */
  concurrency?: number;
  /** How long a claim holds before anything was armed, in milliseconds. */
  leaseMs?: number;
  /** From arming to the deadline, in milliseconds. */
  writeMs?: number;
};

export type Publisher = {
  start(): Promise<void>;
  /** Takes nothing new and waits for what is under way. */
  stop(): Promise<void>;
  /** Scans now. */
  wake(): void;
};

/**
 * Finds what is due and publishes it. Postgres is the scheduler: everything this process knows it can forget, and any
 * number of them share the work. It sleeps until the next due moment, the next notification or the next scan,
 * whichever comes first.
 */
export function createPublisher(
  deps: { db: Db; log: Log; connectors: Connectors; sessions: Sessions },
  options: PublisherOptions,
): Publisher {
  const { db, log, connectors, sessions } = deps;
  const { intervalMs, concurrency = 16, leaseMs = 60_000, writeMs = 20_000 } = options;
  const worker = `${hostname().slice(0, 60)}:${process.pid}:${randomBytes(4).toString('hex')}`;
  const ledger = createLedger({ db });
  const { limits } = sessions;

  // One job per account here; the database allows one per account anywhere.
  const running = new Map<string, Promise<void>>();
  const lastTurn = new Map<string, number>();
  let turn = 0;
  let stopped = true;
  /** Found by the last scan and not begun; whoever takes one looks whether it still stands. */
  let lost: Head[] = [];
  let due: Head[] = [];
  /** One claim at a time: what has room meanwhile is claimed together. */
  let claiming: Promise<void> | undefined;
  /** How many it asks for. */
  let asked = 0;
  const rounds = createRounds({
    db,
    log,
    channel: CHANNEL,
    round: scan,
    failed: 'the scan for what is due failed',
    retryMs: intervalMs,
    rest,
  });

  /** @returns how long nothing will be due, in milliseconds, at least 1 */
  async function scan(): Promise<number> {
    const found = await db.tx({ as: 'system' }, (tx) =>
      tx.one<{ due: Head[]; lost: Head[]; ms: number | null }>(sql`
        with due as (
          -- The head of each account's queue, so that a long one holds up nobody else's.
          select distinct on (w.connection_id) w.subject, w.subject_id, w.occurrence, w.connection_id, w.post_id, w.part_id
            from app.publication_work w
           where w.phase = 'due' and w.look_at <= clock_timestamp()
             and not exists (select from app.publication_work o where o.connection_id = w.connection_id and o.phase = 'leased')
           order by w.connection_id, w.look_at, w.due_at, w.subject_id),
        lost as (
          select subject, subject_id, occurrence, connection_id, post_id, part_id from app.publication_work
           where phase in ('leased', 'resolve') and look_at <= clock_timestamp() order by look_at limit ${HEADS})
        select (select coalesce(jsonb_agg(due), '[]') from due) as due,
               (select coalesce(jsonb_agg(lost), '[]') from lost) as lost,
               (select extract(epoch from min(look_at) - clock_timestamp())::float8 * 1000
                  from app.publication_work where look_at > clock_timestamp()) as ms`),
    );
    if (!found) return intervalMs;
    // Whoever was served longest ago comes first; among those never served here, workers begin at different ends.
    const order = new Map(found.due.map(({ connection_id: id }) => [id, lastTurn.get(id) ?? -Math.random()]));
    due = found.due.toSorted((a, b) => (order.get(a.connection_id) ?? 0) - (order.get(b.connection_id) ?? 0));
    lost = found.lost;
    begin();
    return Math.max(1, Math.min(intervalMs, Math.ceil(found.ms ?? intervalMs)));
  }

  /** Begins as much of what was found as there is room for. */
  function begin(): void {
    if (stopped) return;
    while (running.size + asked < concurrency) {
      const head = lost.shift();
      if (!head) break;
      const name = `lost:${head.subject_id}`;
      if (!running.has(name)) run(name, head, () => resolve({ db, ledger, limits, sessions, log }, head));
    }
    if (claiming) return;
    const heads: Head[] = [];
    while (running.size + heads.length < concurrency) {
      const head = due.shift();
      if (!head) break;
      if (!running.has(head.connection_id)) heads.push(head);
    }
    if (heads.length === 0) return;
    if (lastTurn.size > 10_000) lastTurn.clear();
    for (const { connection_id } of heads) {
      turn += 1;
      lastTurn.set(connection_id, turn);
    }
    asked = heads.length;
    claiming = take(heads)
      .catch((error: unknown) => log.error({ err: error }, 'what is due could not be claimed'))
      .then(() => {
        claiming = undefined;
        asked = 0;
        begin();
      });
  }

  async function take(heads: Head[]): Promise<void> {
    const { begun, settled, busy } = await claim({ db, connectors, sessions, worker, leaseMs }, heads);
    for (const claimed of begun) run(claimed.connection.id, claimed, () => publish(claimed));
    if (settled > 0) rounds.wake();
    else if (busy > 0) rounds.wake(BUSY_MS);
  }

  function run(name: string, about: Pick<Head, 'subject' | 'subject_id'>, work: () => Promise<void>): void {
    const job = work()
      .catch((error: unknown) => {
        // Its rows say where it stopped: the lease ends and somebody looks after it.
        const { subject, subject_id: subjectId } = about;
        log.error({ err: error, subject, subjectId }, 'a publication stopped halfway');
      })
      .then(() => {
        running.delete(name);
        begin();
        // Its account may have more; who else waits has been begun before.
        if (due.length === 0) rounds.wake();
      });
    running.set(name, job);
  }

  const publish = (claimed: Claimed) => send({ ledger, limits, sessions, log, worker, writeMs }, claimed);

  return {
    wake: () => rounds.wake(),
    async start() {
      stopped = false;
      await rounds.start();
    },
    async stop() {
      stopped = true;
      await rounds.stop();
      await claiming;
      await Promise.all(running.values());
    },
  };
}
