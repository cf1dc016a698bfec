import { diff3Merge } from 'node-diff3';

type Texts = { base: string; theirs: string; mine: string };
type Merged = {
  text: string;
  conflict: boolean;
  /** The text that lost, whole; only where there was a conflict. */
  kept?: string;
};

/**
 * Three-way merge of prose: by sentence, then by word inside a sentence both changed. Where both changed the same
 * words, `mine` (the later arrival) stands and the other is handed back whole, so that nothing typed is lost.
 * @param texts.base what `mine` was written from
 * @param texts.theirs what stands now
 */
export function mergeText(texts: Texts): Merged {
  const { base, theirs, mine } = texts;
  if (theirs === base || theirs === mine) return { text: mine, conflict: false };
  if (mine === base) return { text: theirs, conflict: false };
  return remembered(`${base.length} ${theirs.length} ${base}${theirs}${mine}`, () => merged(texts));
}

/** Of texts that all differ. */
function merged({ base, theirs, mine }: Texts): Merged {
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

/**
 * Waiting writes are replayed with every batch from the server, nearly always on the same texts, and a merge takes longer
 * than all else of a replay. So the last merges are kept, as many as fit into this many characters.
 */
const REMEMBERED_CHARS = 4_000_000;
const known = new Map<string, Merged>();
let knownChars = 0;

function remembered(key: string, work: () => Merged): Merged {
  const before = known.get(key);
  const result = before ?? work();
  if (before) known.delete(key);
  else knownChars += key.length;
  known.set(key, result);
  // The longest unused is the first.
  for (const oldest of known.keys()) {
    if (knownChars <= REMEMBERED_CHARS) break;
    known.delete(oldest);
    knownChars -= oldest.length;
  }
  return result;
}

type Settle = (mine: string, base: string, theirs: string) => string | null;

/**
 * The comparison takes about two microseconds for every pair of equal pieces, so one piece repeated some thousand
 * times (the spaces of a text without sentences) would take minutes. Past this it counts as a conflict.
 */
const PAIRS_LIMIT = 100_000;

/** Merges pieces; a region both changed goes to `settle`, and null from it means the whole merge fails. */
function merge(mine: string[], base: string[], theirs: string[], settle: Settle): string | null {
  const [head, tail] = common(mine, base, theirs);
  const middle = (pieces: string[]) => pieces.slice(head, pieces.length - tail);
  const [a, o, b] = [middle(mine), middle(base), middle(theirs)];
  if (equalPairs(a, o) > PAIRS_LIMIT || equalPairs(b, o) > PAIRS_LIMIT) return null;

  let text = base.slice(0, head).join('');
  for (const region of diff3Merge(a, o, b, { excludeFalseConflicts: true })) {
    if (region.ok) {
      text += region.ok.join('');
      continue;
    }
    const sides = region.conflict;
    const settled = sides && settle(sides.a.join(''), sides.o.join(''), sides.b.join(''));
    if (settled == null) return null;
    text += settled;
  }
  return text + base.slice(base.length - tail).join('');
}

/** How many pieces all three have in common at the start, and at the end of what is left. */
function common(a: string[], o: string[], b: string[]): [head: number, tail: number] {
  const shortest = Math.min(a.length, o.length, b.length);
  let head = 0;
  while (head < shortest && a[head] === o[head] && b[head] === o[head]) head++;
  let tail = 0;
  while (tail < shortest - head && a.at(-1 - tail) === o.at(-1 - tail) && b.at(-1 - tail) === o.at(-1 - tail))
    tail++;
  return [head, tail];
}

function equalPairs(a: string[], b: string[]): number {
  const counts = new Map<string, number>();
  for (const piece of a) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return b.reduce((pairs, piece) => pairs + (counts.get(piece) ?? 0), 0);
}

// Made once: making one takes longer than splitting a caption.
const SEGMENTERS = {
  sentence: new Intl.Segmenter('und', { granularity: 'sentence' }),
  word: new Intl.Segmenter('und', { granularity: 'word' }),
};

const split = (text: string, granularity: keyof typeof SEGMENTERS): string[] =>
  Array.from(SEGMENTERS[granularity].segment(text), ({ segment }) => segment);
