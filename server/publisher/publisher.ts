import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import sql from 'sql-template-tag';
import type { Connectors } from '../connectors/index.ts';
import type { Db } from '../db/db.ts';
import type { Log } from '../log.ts';
import type { Sessions } from '../modules/connections/sessions.ts';
import { claim, type Head } from './claim.ts';
import { createLedger } from './ledger.ts';
import { createLimits } from './limits.ts';
import { resolve } from './resolve.ts';
import { send } from './send.ts';

/** Channel that triggers notify when something becomes due soon. */
const CHANNEL = 'publisher';
const HEADS = 200;
/** Between two scans that something woke; what they would find comes to light one after the other anyway. */
const PAUSE_MS = 20;

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
  const limits = createLimits({ db });

  // One job per account here; the database allows one per account anywhere.
  const running = new Map<string, Promise<void>>();
  const lastTurn = new Map<string, number>();
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;
  let scanning: Promise<void> | undefined;
  let scanAgain = false;
  let stopped = true;
  let unlisten: (() => Promise<void>) | undefined;

  /** Found by the last scan and not begun; whoever takes one looks whether it still stands. */
  let found: { name: string; head: Head; work: () => Promise<void> }[] = [];
  let scannedAt = Number.NEGATIVE_INFINITY;

  const wake = () => {
    if (stopped) return;
    if (scanning) {
      scanAgain = true;
      return;
    }
    clearTimeout(timer);
    const pause = scannedAt + PAUSE_MS - performance.now();
    if (pause > 0) {
      timer = setTimeout(wake, pause);
      return;
    }
    scannedAt = performance.now();
    scanning = scan()
      .catch((error: unknown) => {
        log.error({ err: error }, 'the scan for what is due failed');
        return intervalMs;
      })
      .then((sleep) => {
        scanning = undefined;
        if (stopped) return;
        if (scanAgain) {
          scanAgain = false;
          wake();
        } else timer = setTimeout(wake, sleep);
      });
  };

  /** @returns how long nothing will be due, in milliseconds, at least 1 */
  async function scan(): Promise<number> {
    const { due, lost, next } = await db.tx({ as: 'system' }, async (tx) => ({
      // The head of each account's queue, so that a long one holds up nobody else's.
      due: await tx.many<Head>(sql`
        select distinct on (w.connection_id) w.subject, w.subject_id, w.occurrence, w.connection_id, w.post_id, w.part_id
          from app.publication_work w
         where w.phase = 'due' and w.look_at <= clock_timestamp()
           and not exists (select from app.publication_work o where o.connection_id = w.connection_id and o.phase = 'leased')
         order by w.connection_id, w.look_at, w.due_at, w.subject_id`),
      lost: await tx.many<Head>(sql`
        select subject, subject_id, occurrence, connection_id, post_id, part_id from app.publication_work
         where phase in ('leased', 'resolve') and look_at <= clock_timestamp() order by look_at limit ${HEADS}`),
      next: await tx.one<{ ms: number | null }>(sql`
        select extract(epoch from min(look_at) - clock_timestamp())::float8 * 1000 as ms
          from app.publication_work where look_at > clock_timestamp()`),
    }));
    // Whoever was served longest ago comes first; among those never served here, workers begin at different ends.
    const order = new Map(due.map(({ connection_id: id }) => [id, lastTurn.get(id) ?? -Math.random()]));
    due.sort((a, b) => (order.get(a.connection_id) ?? 0) - (order.get(b.connection_id) ?? 0));
    found = [
      ...lost.map((head) => ({
        name: `lost:${head.subject_id}`,
        head,
        work: () => resolve({ db, ledger, sessions, log }, head),
      })),
      ...due.map((head) => ({ name: head.connection_id, head, work: () => publish(head) })),
    ];
    begin();
    return Math.max(1, Math.min(intervalMs, Math.ceil(next?.ms ?? intervalMs)));
  }

  /** Begins as much of what was found as there is room for. */
  function begin(): void {
    while (!stopped && running.size < concurrency) {
      const next = found.shift();
      if (!next) return;
      if (!running.has(next.name)) launch(next);
    }
  }

  function launch({ name, head, work }: (typeof found)[number]): void {
    if (lastTurn.size > 10_000) lastTurn.clear();
    turn += 1;
    lastTurn.set(head.connection_id, turn);
    const job = work()
      .catch((error: unknown) => {
        // Its rows say where it stopped: the lease ends and somebody looks after it.
        log.error(
          { err: error, subject: head.subject, subjectId: head.subject_id },
          'a publication stopped halfway',
        );
      })
      .then(() => {
        running.delete(name);
        begin();
        // Its account may have more; who else waits has been begun before.
        if (found.length === 0) wake();
      });
    running.set(name, job);
  }

  async function publish(head: Head): Promise<void> {
    const claimed = await claim({ db, connectors, worker, leaseMs }, head);
    if (claimed === 'busy' || claimed === 'settled') return;
    await send({ ledger, limits, sessions, log, worker, writeMs }, claimed);
  }

  return {
    wake,
    async start() {
      stopped = false;
      unlisten = await db.listen(CHANNEL, wake, wake);
      wake();
    },
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await unlisten?.();
      await scanning;
      await Promise.all(running.values());
    },
  };
}
