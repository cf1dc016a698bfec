import type { KindName } from '../../shared/kinds/index.ts';
import type { Changed } from './server-rows.ts';

/** One transaction; `touched` collects the kinds it changed. */
export type Commit = <T>(work: (touched: Set<KindName>) => T) => T;

/**
 * Within a transaction: change a scope's server rows, settle what is acknowledged, and replay the waiting writes that
 * hang together with what changed.
 * @param what.ended entries whose effect ends; they have left the outbox, or became noops
 * @param what.everything replay all of the scope's entries
 */
export type Rebase = (
  scope: string,
  touched: Set<KindName>,
  what: { change?: () => Changed; ended?: readonly number[]; everything?: boolean },
) => void;
