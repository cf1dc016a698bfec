import type { Write } from '../../shared/mutators/define.ts';
import type { MutationName } from '../../shared/mutators/index.ts';
import type { Tx } from '../db/db.ts';
import { refuseWhileInUse } from '../modules/media/in-use.ts';
import { completeOccurrence } from '../modules/recurrence/materialise.ts';
import { refuseTooLate } from '../modules/review/effects.ts';

export type EffectContext = {
  /** The person who made the mutation. */
  actor: string;
  /** The server's clock, ISO instant. */
  now: string;
  /** What the mutation wrote. */
  writes: readonly Write[];
};

/**
 * A server-only consequence of a mutation, in its transaction and under the system identity, after its rows were
 * written and its authority was checked. `args` have passed the mutation's schema. Throwing a `Rejection` refuses the
 * mutation as a whole.
 */
export type Effect = (tx: Tx, args: unknown, ctx: EffectContext) => Promise<void>;

/** Effects by mutation name. Posts have theirs in push/posts.ts. */
export const effects: Partial<Record<MutationName, readonly Effect[]>> = {
  'asset.delete': [refuseWhileInUse],
  'decision.make': [refuseTooLate],
  'occurrence.make': [completeOccurrence],
};
