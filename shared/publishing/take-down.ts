import { platformFacts } from '../connectors/facts.ts';
import type { Row } from '../kinds/index.ts';

/** Whether what this account published can be deleted from here. What a person posts by hand they delete by hand. */
export const deletesThere = ({
  platform,
  holder,
  limits,
}: Pick<Row<'connection'>, 'platform' | 'holder' | 'limits'>): boolean =>
  holder !== 'person' && (limits?.deletes ?? platformFacts(platform).account?.deletes ?? false);

type After = {
  publication: Pick<Row<'publication'>, 'state' | 'remote_id'>;
  takedown: Pick<Row<'takedown'>, 'remove_at'> | null;
  standing: Pick<Row<'standing'>, 'state'> | null;
};

/** Out by a person's hand or word: nobody knows where it is there, so nobody but a person can take it down. */
export const outOfReach = ({ state, remote_id }: After['publication']): boolean =>
  state === 'by_hand' || (state === 'published' && remote_id === null);

/**
 * Whether somebody has to see to a post after it went out: it is to be down and stays up, or it is gone from its platform
 * and nobody has said that this is well.
 * @param nowIso this moment
 */
export function needsSeeingTo({ publication, takedown, standing }: After, nowIso: string): boolean {
  const wanted = takedown?.remove_at ?? null;
  if (outOfReach(publication)) return wanted !== null && wanted <= nowIso;
  if (standing?.state === 'gone') return wanted === null;
  return wanted !== null && (standing?.state === 'failed' || standing?.state === 'waiting');
}
