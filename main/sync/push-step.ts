import { z } from 'zod';
import type { ErrorBody } from '../../shared/errors.ts';
import { type PushRequest, pushResponseSchema } from '../../shared/sync-protocol.ts';
import { NOOP } from '../replica/outbox-table.ts';
import type { Replica } from '../replica/replica.ts';
import { readErrorBody } from './authorized-fetch.ts';
import { retryAfterMs } from './backoff.ts';

/** Entries in one request; the server takes up to 200, and one megabyte. */
const BATCH = { count: 50, bytes: 512 * 1024 };

/** A server that needs an update is asked no more often. */
const SERVER_UPDATE_MS = 60_000;

/** Sends one request to POST /api/mutations. Rejects when no answer came. */
export type Post = (
  request: PushRequest,
) => Promise<{ status: number; body: unknown; retryAfter: string | null }>;

export type StepResult =
  /** Nothing waits to be sent. */
  | { next: 'idle' }
  /** Entries were settled: go on at once. */
  | { next: 'again' }
  /** Nothing was settled, but the next request will be another one. @property narrow send single entries from now on */
  | { next: 'differently'; narrow?: boolean }
  /** Try later. `problem` says why, when it is worth saying. */
  | { next: 'later'; atLeastMs: number; problem: ErrorBody | null }
  | { next: 'sign_in' }
  | { next: 'must_update'; problem: ErrorBody };

const lastIdSchema = z.object({ last_id: z.int().min(0) });

/**
 * Sends the next entries of the outbox once and settles what the answer says. Whatever happens on the way, lost
 * requests, lost or doubled answers, entries stay until the server's word about their own uuid arrives.
 * @param narrow send single entries, to find the one the server cannot read
 */
export async function pushStep(
  replica: Replica,
  post: Post,
  { narrow = false, now = () => new Date() }: { narrow?: boolean; now?: () => Date } = {},
): Promise<StepResult> {
  const batch = replica.sending.take(narrow ? { ...BATCH, count: 1 } : BATCH);
  if (!batch) return { next: 'idle' };
  const { clientId, generation, mutations } = batch;

  let answer: Awaited<ReturnType<Post>>;
  try {
    answer = await post({ client_id: clientId, generation, mutations });
  } catch {
    return { next: 'later', atLeastMs: 0, problem: null };
  }
  const atLeastMs = retryAfterMs(answer.retryAfter, now());
  const later = (problem: ErrorBody | null): StepResult => ({ next: 'later', atLeastMs, problem });

  if (answer.status === 200) {
    const read = pushResponseSchema.safeParse(answer.body);
    // Something between us and the server answered in its stead (a hotel's sign-in page).
    if (!read.success)
      return later({ code: 'bad_answer', message: 'Something else answers for the server.' });
    const settled = replica.sending.settle(read.data.outcomes, clientId);
    return settled > 0 ? { next: 'again' } : later(null);
  }

  const error = readErrorBody(answer.body);
  if (error?.code === 'must_update' || answer.status === 426) {
    return {
      next: 'must_update',
      problem: error ?? { code: 'must_update', message: 'Update the app to go on syncing.' },
    };
  }
  if (answer.status === 401) return { next: 'sign_in' };
  if (error?.code === 'client_forked' || error?.code === 'client_owned') {
    replica.sending.becomeNewClient();
    return { next: 'differently' };
  }
  if (error?.code === 'client_gap') {
    const { data } = lastIdSchema.safeParse(error.details);
    if (data) replica.sending.fillGap(data.last_id);
    else replica.sending.becomeNewClient();
    return { next: 'differently' };
  }
  // A newer app made one of them. It waits for the server's update, and what comes after it waits behind it.
  if (error?.code === 'server_must_update') {
    if (mutations.length > 1) return { next: 'differently', narrow: true };
    return { next: 'later', atLeastMs: Math.max(atLeastMs, SERVER_UPDATE_MS), problem: error };
  }
  // One of them cannot be read at all. Which, is found by sending them singly; it is kept like a rejected one.
  if (answer.status === 413 || (error && (answer.status === 400 || answer.status === 422))) {
    const [only] = mutations;
    if (mutations.length > 1 || !only) return { next: 'differently', narrow: true };
    if (only.name === NOOP) return later(error);
    replica.sending.refuse(
      only.uuid,
      error ?? { code: 'too_large', message: 'The server cannot take a change of this size.' },
    );
    return { next: 'differently', narrow: true };
  }
  return later(error ?? { code: 'server_error', message: `The server answers ${answer.status}.` });
}
