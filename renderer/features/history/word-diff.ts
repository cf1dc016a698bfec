import { diffWords } from 'diff';

/** A piece of two texts laid over each other. */
export type DiffPiece = { text: string; in: 'both' | 'first' | 'second' };

const words = new Intl.Segmenter(undefined, { granularity: 'word' });
/** Texts that have next to nothing in common are not worth comparing for longer. */
const LIMIT_MS = 200;

/** What two texts share, word by word, also where words have no spaces between them. */
export function wordDiff(first: string, second: string): DiffPiece[] {
  if (first === second) return first === '' ? [] : [{ text: first, in: 'both' }];
  const parts = diffWords(first, second, { intlSegmenter: words, timeout: LIMIT_MS });
  if (!parts)
    return [
      { text: first, in: 'first' },
      { text: second, in: 'second' },
    ];
  return parts.map(({ value, added, removed }) => ({
    text: value,
    in: added ? 'second' : removed ? 'first' : 'both',
  }));
}
