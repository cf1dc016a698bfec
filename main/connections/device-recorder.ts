import { AppError } from '../../shared/errors.ts';
import type { Log } from '../log.ts';
import type { Workspace } from '../workspace.ts';
import type { DeviceLedger } from './device-ledger.ts';
import { hasBrand } from './rows.ts';

/** The write can never succeed as it stands (a mutator's Rejection, as the replica tells it). */
const isRefusal = (error: unknown): boolean => error instanceof AppError && error.status === 409;

/**
 * Tells the replica what was settled, where the brand is on screen; other accounts' entries wait for their turn.
 * @returns what to call when there may be something to tell; it never rejects
 */
export function createRecorder(deps: {
  ledger: DeviceLedger;
  current(): Workspace;
  log: Log;
}): () => Promise<void> {
  const { ledger, current, log } = deps;
  let recording = Promise.resolve();
  const recordAll = async () => {
    const { replica, account } = current();
    for (const entry of ledger.unrecorded()) {
      if (!entry.result || !hasBrand(replica, entry.brandId)) continue;
      const args = {
        brand_id: entry.brandId,
        subject: entry.subject,
        subject_id: entry.subjectId,
        post_id: entry.postId,
        part_id: entry.partId,
        connection_id: entry.connectionId,
        due_at: entry.dueAt,
        tries: Math.max(1, entry.tries),
        result: entry.result,
      };
      try {
        await replica.mutate([{ name: 'publication.record', args }], account?.personId ?? null);
      } catch (error) {
        // Closing, or the account is changing: the next start records it.
        if (error instanceof AppError && error.code === 'replica_closed') return;
        if (!isRefusal(error)) {
          // A full disk, say: it is told at the next look.
          log.error({ publication: entry.id, err: error }, 'a publication could not be recorded yet');
          continue;
        }
        // The connection went away or changed hands: there is nothing left to tell anybody.
        log.warn({ publication: entry.id, err: error }, 'a publication could not be recorded');
      }
      ledger.recorded(entry.id);
    }
  };

  return () => {
    // Never fails: what went out is settled in the ledger, and what is not recorded yet is found again.
    recording = recording
      .then(recordAll)
      .catch((error: unknown) => log.error({ err: error }, 'publications could not be recorded'));
    return recording;
  };
}
