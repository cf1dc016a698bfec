import type { Row } from '../../../shared/kinds/index.ts';
import { StateLine } from './state-line.tsx';
import { usePublicationWords } from './use-publication-words.ts';

/** What became of one outgoing thing, and what is safe or to do. */
export function PublicationState({ publication, zone }: { publication: Row<'publication'>; zone: string }) {
  return <StateLine words={usePublicationWords()(publication, zone)} />;
}
