import type { Row } from '../../../shared/kinds/index.ts';
import { StateLine } from './state-line.tsx';
import { usePublicationWords } from './use-publication-words.ts';

type PublicationStateProps = {
  publication: Row<'publication'>;
  zone: string;
  /** Its account is no longer connected. */
  removed?: boolean;
};

/** What became of one outgoing thing, and what is safe or to do. */
export function PublicationState({ publication, zone, removed = false }: PublicationStateProps) {
  return <StateLine words={usePublicationWords()(publication, zone, removed)} />;
}
