import pg from 'pg';
import sql from 'sql-template-tag';
import { AppError } from '../../../shared/errors.ts';
import { Rejection } from '../../../shared/mutators/define.ts';
import { registry as presentRegistry } from '../../../shared/mutators/index.ts';
import type { Registry } from '../../../shared/mutators/registry.ts';
import type { SentMutation, StoredOutcome } from '../../../shared/sync-protocol.ts';
import type { Db, Tx } from '../../db/db.ts';
import type { Log } from '../../log.ts';
import { findDecision, lockClient, record, restoreAck } from './ledger.ts';
import { runMutation } from './run.ts';

type Rejected = StoredOutcome & { status: 'rejected' };
/** `generation`: what the desktop said it knows of writes. */
type Client = { id: string; personId: string; generation?: number | undefined };
type Deps = { db: Db; log: Pick<Log, 'error'>; now: () => Date; registry?: Registry };

/** Deadlocks and the like are nobody's fault and say nothing about the mutation. */
const MAX_TRANSIENT = 6;

/**
 * Gives one mutation its final answer, exactly once: its rows, its acknowledgement, its outcome and the client's new
 * id are one transaction.
 * @throws AppError `client_owned` (403), `client_forked`, `client_gap`, `server_must_update` (409); a database that is away throws as it is,
 *   with nothing decided
 */
export async function processMutation(
  deps: Deps,
  client: Client,
  sent: SentMutation,
): Promise<StoredOutcome> {
  const { registry = presentRegistry } = deps;
  for (let tries = 0, transient = 0; ; ) {
    try {
      return await deps.db.tx({ as: 'sync' }, (tx) =>
        decide(tx, client, sent, () =>
          runMutation(tx, registry, sent, client.personId, deps.now().toISOString()).catch(
            (error: unknown) => {
              throw isOfNewerApp(registry, client, error) ? new FromNewerApp() : error;
            },
          ),
        ),
      );
    } catch (error) {
      if (error instanceof AppError || isAway(error)) throw error;
      if (error instanceof FromNewerApp) throw mustUpdate(registry);
      if (isTransient(error)) {
        transient += 1;
        if (transient >= MAX_TRANSIENT) throw busy();
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** transient));
        continue;
      }
      tries += 1;
      if (tries < 2) continue;
      // Its own insert collided again, so it was not a race: that id belongs to a row out of the person's sight.
      const taken = error instanceof pg.DatabaseError && error.code === '23505';
      const code = taken ? 'id_taken' : 'internal_error';
      deps.log.error({ err: error, mutation: sent.name, uuid: sent.uuid }, 'mutation rejected');
      return deps.db.tx({ as: 'sync' }, (tx) =>
        decide(tx, client, sent, async () => {
          throw new Rejection(
            code,
            taken ? 'Something with that id exists already.' : 'The server could not apply this change.',
          );
        }),
      );
    }
  }
}

/** Nothing can be said about a write that a newer app made: it is not this server's to refuse. */
class FromNewerApp extends Error {
  override readonly name = 'FromNewerApp';
}
const isOfNewerApp = (registry: Registry, { generation = 0 }: Client, error: unknown) =>
  error instanceof Rejection &&
  (error.code === 'unknown_mutation' || error.code === 'newer_mutation') &&
  generation > registry.generation;
const mustUpdate = ({ generation }: Registry) =>
  new AppError('server_must_update', 'A newer app made this change. The server needs an update first.', {
    status: 409,
    details: { generation },
  });

async function decide(
  tx: Tx,
  client: Client,
  sent: SentMutation,
  run: () => Promise<string | null>,
): Promise<StoredOutcome> {
  const last = await lockClient(tx, client.id, client.personId);
  const known = await findDecision(tx, { ...client, last }, sent);
  if (known) {
    const { decision, resent } = known;
    if (resent) await record(tx, client.id, sent, decision, true);
    else await restoreAck(tx, client.id, sent, decision.home);
    return decision.outcome;
  }
  let outcome: StoredOutcome = { status: 'applied' };
  let home: string | null = null;
  await tx.run(sql`savepoint mutation`);
  try {
    home = await run();
  } catch (error) {
    const rejected = rejectionOf(error);
    if (!rejected) throw error;
    outcome = rejected;
    await tx.run(sql`rollback to savepoint mutation`);
  }
  await tx.become({ as: 'sync' });
  await record(tx, client.id, sent, { outcome, home }, false);
  return outcome;
}

/** What a failure says about the mutation itself; undefined when it says nothing (try again). */
function rejectionOf(error: unknown): Rejected | undefined {
  // Shared code (time, text) refuses input with AppErrors.
  if (error instanceof Rejection || error instanceof AppError) {
    return { status: 'rejected', code: error.code, message: error.message, details: error.details };
  }
  if (!(error instanceof pg.DatabaseError) || !error.code) return undefined;
  const { code, column, constraint } = error;
  const reject = (name: string, message: string): Rejected => ({
    status: 'rejected',
    code: name,
    message,
    details: { ...(column && { column }), ...(constraint && { constraint }) },
  });
  if (code === '23503') return reject('reference_missing', 'Something this refers to does not exist here.');
  if (code === '42501') return reject('forbidden', 'You may not change this.');
  // Data exceptions (too large, not text), checks and missing values: no second try changes them.
  if (code.startsWith('22') || code === '23514' || code === '23502') {
    return reject('invalid_value', 'A value in this change cannot be stored.');
  }
  return undefined;
}

const sqlState = (error: unknown) => (error instanceof pg.DatabaseError ? (error.code ?? '') : '');
const isTransient = (error: unknown) => /^(40001|40P01|55P03)$/.test(sqlState(error));

/** The database, not the mutation: connection lost, shutting down, out of resources, read-only. */
function isAway(error: unknown): boolean {
  if (/^(08|53|57|58|25006)/.test(sqlState(error))) return true;
  if (!(error instanceof Error) || error instanceof pg.DatabaseError) return false;
  return (
    ('code' in error && /^(ECONN|EPIPE|ENOENT|ETIMEDOUT)/.test(String(error.code))) ||
    /^Connection terminated|^timeout exceeded when trying to connect/.test(error.message)
  );
}

const busy = () =>
  new AppError('busy', 'Too much happens at once. Try again in a moment.', {
    status: 503,
    details: { retry_after: 1 },
  });
