import { v5 as uuidv5 } from 'uuid';
import type { PartRole, Platform, Row } from '../kinds/index.ts';
import { takesPart } from '../rules/index.ts';
import { byRank } from './order.ts';

const NAMESPACE = 'c1f3b0a5-7f0e-4f8b-b6d5-2a9f4b0d3e77';

/** The one id of "this part on this channel": what its publication is about, whoever sends it. */
export const stepId = (targetId: string, partId: string) => uuidv5(`${targetId}/${partId}`, NAMESPACE);

type Placed = Pick<Row<'part'>, 'id' | 'connection_id' | 'role' | 'rank'>;
type Written = Pick<Row<'part'>, 'text' | 'asset_ids'>;
const saysSomething = ({ text, asset_ids }: Written) => text.trim() !== '' || asset_ids.length > 0;

/** A channel's own parts of a role where it has some, else the shared ones; in their order. */
export function partsOf<P extends Placed>(
  all: readonly P[],
  connectionId: string | null,
  role: PartRole,
): P[] {
  const of = (id: string | null) =>
    all.filter((part) => part.role === role && part.connection_id === id).toSorted(byRank);
  const own = connectionId === null ? [] : of(connectionId);
  return own.length > 0 ? own : of(null);
}

/**
 * What follows a post on a channel, in the order it goes out: its thread, then its first comment. What is empty, and
 * what the platform has no place for, does not go out.
 */
export function stepsOf<P extends Placed & Written>(
  all: readonly P[],
  { id, platform }: { id: string; platform: Platform },
): P[] {
  return (['thread', 'first_comment'] as const)
    .filter((role) => takesPart(platform, role))
    .flatMap((role) => partsOf(all, id, role))
    .filter(saysSomething);
}

/** Parts written for a channel that its platform has no place for. */
export const leftOut = <P extends Placed & Written>(
  all: readonly P[],
  { id, platform }: { id: string; platform: Platform },
): PartRole[] =>
  (['thread', 'first_comment'] as const).filter(
    (role) => !takesPart(platform, role) && partsOf(all, id, role).some(saysSomething),
  );
