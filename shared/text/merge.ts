import { diff3Merge } from 'node-diff3';

/**
 * Three-way merge of prose: by sentence, then by word inside a sentence both changed. Where both changed the same
 * words, `mine` (the later arrival) stands and the other is handed back whole, so that nothing typed is lost.
 * @param texts.base what `mine` was written from
 * @param texts.theirs what stands now
 */
export function mergeText(texts: { base: string; theirs: string; mine: string }): {
  text: string;
  conflict: boolean;
  /** The text that lost, whole; only where there was a conflict. */
  kept?: string;
} {
  const { base, theirs, mine } = texts;
  if (theirs === base || theirs === mine) return { text: mine, conflict: false };
  if (mine === base) return { text: theirs, conflict: false };
  const bySentence = merge(
    split(mine, 'sentence'),
    split(base, 'sentence'),
    split(theirs, 'sentence'),
    (a, o, b) => merge(split(a, 'word'), split(o, 'word'), split(b, 'word'), () => null),
  );
  return bySentence === null
    ? { text: mine, conflict: true, kept: theirs }
    : { text: bySentence, conflict: false };
}

type Settle = (mine: string, base: string, theirs: string) => string | null;

/** Merges pieces; a region both changed goes to `settle`, and null from it means the whole merge fails. */
function merge(mine: string[], base: string[], theirs: string[], settle: Settle): string | null {
  let text = '';
  for (const region of diff3Merge(mine, base, theirs, { excludeFalseConflicts: true })) {
    if (region.ok) {
      text += region.ok.join('');
      continue;
    }
    const { a = [], o = [], b = [] } = region.conflict ?? {};
    const settled = settle(a.join(''), o.join(''), b.join(''));
    if (settled === null) return null;
    text += settled;
  }
  return text;
}

function split(text: string, granularity: 'sentence' | 'word'): string[] {
  const segmenter = new Intl.Segmenter('und', { granularity });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
