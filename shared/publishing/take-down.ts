import { platformFacts } from '../connectors/facts.ts';
import type { Row } from '../kinds/index.ts';

/** Whether what this account published can be deleted from here. What a person posts by hand they delete by hand. */
export const deletesThere = ({
  platform,
  holder,
  limits,
}: Pick<Row<'connection'>, 'platform' | 'holder' | 'limits'>): boolean =>
  holder !== 'person' && (limits?.deletes ?? platformFacts(platform).account?.deletes ?? false);
