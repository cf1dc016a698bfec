import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import sql from 'sql-template-tag';
import type { Connectors } from '../connectors/index.ts';
import type { Db } from '../db/db.ts';
import type { Log } from '../log.ts';
import type { Sessions } from '../modules/connections/sessions.ts';
import { claim, type Head } from './claim.ts';
import { createLedger } from './ledger.ts';
import { resolve } from './resolve.ts';
import { send } from './send.ts';

/** Channel that triggers notify when something becomes due soon. */
const CHANNEL = 'publisher';
const HEADS = 200;

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

  // One job per account here; the database allows one per account anywhere.
  const running = new Map<string, Promise<void>>();
  const lastTurn = new Map<string, number>();
  let turn = 0;
  let timer: NodeJS.Timeout | undefined;
  let scanning: Promise<void> | undefined;
  let scanAgain = false;
  let stopped = true;
  let unlisten: (() => Promise<void>) | undefined;

  const wake = () => {
    if (stopped) return;
    if (scanning) {
      scanAgain = true;
      return;
    }
    clearTimeout(timer);
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

  /** @returns how long nothing will be due, in milliseconds */
  async function scan(): Promise<number> {
    const { due, lost, next } = await db.tx({ as: 'system' }, async (tx) => ({
      // The head of each account's queue, so that a long one holds up nobody else's.
      due: await tx.many<Head>(sql`
        select distinct on (w.connection_id) w.subject, w.subject_id, w.occurrence, w.connection_id, w.post_id, w.part_id
          from app.publication_work w
         where w.phase = 'due' and w.look_at <= clock_timestamp()
           and not exists (select from app.publication_work o where o.connection_id = w.connection_id and o.phase = 'leased')
         order by w.connection_id, w.look_at, w.subject_id`),
      lost: await tx.many<Head>(sql`
        select subject, subject_id, occurrence, connection_id, post_id, part_id from app.publication_work
         where phase in ('leased', 'resolve') and look_at <= clock_timestamp() order by look_at limit ${HEADS}`),
      next: await tx.one<{ ms: number | null }>(sql`
        select extract(epoch from min(look_at) - clock_timestamp())::float8 * 1000 as ms
          from app.publication_work where look_at > clock_timestamp()`),
    }));
    // Whoever was served longest ago comes first.
    due.sort((a, b) => (lastTurn.get(a.connection_id) ?? 0) - (lastTurn.get(b.connection_id) ?? 0));
    for (const head of lost)
      launch(`lost:${head.subject_id}`, head, () => resolve({ db, ledger, sessions, log }, head));
    for (const head of due) launch(head.connection_id, head, () => publish(head));
    return Math.min(intervalMs, Math.max(1, Math.ceil(next?.ms ?? intervalMs)));
  }

  function launch(name: string, head: Head, work: () => Promise<void>): void {
    if (stopped || running.has(name) || running.size >= concurrency) return;
    if (lastTurn.size > 10_000) lastTurn.clear();
    turn += 1;
    lastTurn.set(head.connection_id, turn);
    const job = work()
      .then(
        () => true,
        (error: unknown) => {
          // Its rows say where it stopped: the lease ends and somebody looks after it.
          log.error(
            { err: error, subject: head.subject, subjectId: head.subject_id },
            'a publication stopped halfway',
          );
          return false;
        },
      )
      .then((ended) => {
        running.delete(name);
        if (ended) wake();
      });
    running.set(name, job);
  }

  async function publish(head: Head): Promise<void> {
    const claimed = await claim({ db, connectors, worker, leaseMs }, head);
    if (claimed === 'busy') {
      // Whoever has it is quick; asking again at once would only spin.
      await new Promise((done) => setTimeout(done, 50));
      return;
    }
    if (claimed !== 'settled') await send({ ledger, sessions, log, worker, writeMs }, claimed);
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
