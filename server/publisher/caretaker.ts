import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import sql from 'sql-template-tag';
import type { Connectors } from '../connectors/index.ts';
import type { Db } from '../db/db.ts';
import type { Log } from '../log.ts';
import type { Sessions } from '../modules/connections/sessions.ts';
import { createRounds } from '../rounds/rounds.ts';
import { createAftercare } from './aftercare.ts';

/** Channel that triggers notify when something is to be looked at soon. */
const CHANNEL = 'caretaker';
const HEADS = 16;
/** Between scans when nothing else wakes it, in milliseconds. */
const SCAN_MS = 15_000;

export type Caretaker = {
  start(): Promise<void>;
  /** Takes nothing new and waits for what is under way. */
  stop(): Promise<void>;
};

/**
 * Looks after what is out: takes down what is to be taken down at its time, and sees whether the rest still stands.
 * Apart from the publisher, so that neither ever waits for the other; any number of processes share the work.
 * @param options.leaseMs how long one of them has a post; then another goes on, which does no harm
 */
export function createCaretaker(
  deps: { db: Db; log: Log; connectors: Connectors; sessions: Sessions },
  options: { leaseMs?: number; scanMs?: number } = {},
): Caretaker {
  const { db, log } = deps;
  const { leaseMs = 60_000, scanMs = SCAN_MS } = options;
  const worker = `${hostname().slice(0, 60)}:${process.pid}:${randomBytes(4).toString('hex')}`;
  const aftercare = createAftercare(deps, { worker, leaseMs });
  const { start, stop } = createRounds({
    db,
    log,
    channel: CHANNEL,
    round,
    failed: 'what is out could not be looked after',
    retryMs: scanMs,
  });

  /** @returns how long nothing will be due, in milliseconds */
  async function round(): Promise<number> {
    const heads = await db.tx({ as: 'system' }, (tx) =>
      // One of each account, the longest due first, and what is to be taken down before what is only looked at.
      tx.many<{ publication_id: string }>(sql`
        select publication_id from (
          select distinct on (connection_id) publication_id, look_at from app.aftercare
           where look_at <= clock_timestamp()
           order by connection_id, coalesce(remove_at <= clock_timestamp(), false) desc, look_at) due
         order by look_at limit ${HEADS}`),
    );
    await Promise.all(
      heads.map(({ publication_id: id }) =>
        aftercare.look(id).catch((error: unknown) => {
          // Its row says where it stopped: the lease ends and somebody looks again.
          log.error({ err: error, publicationId: id }, 'looking after a post stopped halfway');
        }),
      ),
    );
    if (heads.length > 0) return 0;
    const next = await db.tx({ as: 'system' }, (tx) =>
      tx.one<{ ms: number | null }>(sql`
        select extract(epoch from min(look_at) - clock_timestamp())::float8 * 1000 as ms from app.aftercare
         where look_at is not null`),
    );
    return Math.min(scanMs, Math.max(1, Math.ceil(next?.ms ?? scanMs)));
  }

  return { start, stop };
}
