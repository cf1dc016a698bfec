/**
 * Finds texts that say nearly the same. Texts are compared by the pairs of neighbouring words they share (Jaccard
 * index); which ones to compare at all is decided by MinHash and locality-sensitive hashing, so that ten thousand texts
 * need no fifty million comparisons (Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, chapter 3).
 */

/** From this share of common word pairs on, two texts are told to be alike. */
export const ALIKE = 0.6;

/** With fewer words than this only the very same words are alike. */
const FEW_WORDS = 4;

const BANDS = 16;
const ROWS = 3;

/** What is kept of a text to compare it. */
export type TextPrint = {
  /** Hashes of its word pairs. */
  pairs: ReadonlySet<number>;
  /** One value per band; texts that share one are looked at. */
  bands: readonly number[];
};

// Scripts that put no space between words give one token per sign.
const TOKENS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]|[\p{L}\p{N}]+/gu;
const ADDRESSES = /https?:\/\/\S+/gi;

/**
 * @param text as it was written; addresses, case, punctuation and emoji do not count
 * @returns null for a text without a word
 */
export function printOf(text: string): TextPrint | null {
  const words = text.normalize('NFKC').toLowerCase().replace(ADDRESSES, ' ').match(TOKENS);
  if (!words) return null;
  const pairs = new Set<number>();
  if (words.length < FEW_WORDS) pairs.add(hash(words.join(' ')));
  else for (let at = 1; at < words.length; at += 1) pairs.add(hash(`${words[at - 1]} ${words[at]}`));
  return { pairs, bands: bandsOf(pairs) };
}

/** The share of word pairs that both have, 0 to 1. */
export function alikeness(a: TextPrint, b: TextPrint): number {
  const [small, large] = a.pairs.size < b.pairs.size ? [a.pairs, b.pairs] : [b.pairs, a.pairs];
  let common = 0;
  for (const pair of small) if (large.has(pair)) common += 1;
  return common / (small.size + large.size - common);
}

export type Printed = { id: string; print: TextPrint };

/**
 * All pairs that are alike.
 * @param near says whether two of them are to be compared at all (close enough in time, of one brand)
 * @returns ids of the others, by id; only those that have any
 */
export function nearDuplicates<P extends Printed>(
  texts: readonly P[],
  near: (a: P, b: P) => boolean = () => true,
): Map<string, string[]> {
  const found = new Map<string, Set<string>>();
  const note = (of: string, other: string) => {
    const others = found.get(of);
    if (others) others.add(other);
    else found.set(of, new Set([other]));
  };
  for (let band = 0; band < BANDS; band += 1) {
    const buckets = new Map<number, P[]>();
    for (const text of texts) {
      const key = text.print.bands[band] ?? 0;
      const bucket = buckets.get(key);
      if (!bucket) {
        buckets.set(key, [text]);
        continue;
      }
      // A text that is planned every day would be compared with all of itself: the last few tell enough.
      for (const other of bucket.slice(-MOST_COMPARED)) {
        if (found.get(text.id)?.has(other.id) || !near(text, other)) continue;
        if (alikeness(text.print, other.print) < ALIKE) continue;
        note(text.id, other.id);
        note(other.id, text.id);
      }
      bucket.push(text);
    }
  }
  return new Map([...found].map(([id, others]) => [id, [...others]]));
}

const MOST_COMPARED = 20;

/** FNV-1a over UTF-16 code units, mixed at the end. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  return mix(state);
}

function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const SEEDS = Array.from({ length: BANDS * ROWS }, (_, index) => mix(index + 1));

function bandsOf(pairs: ReadonlySet<number>): number[] {
  const least = new Array<number>(SEEDS.length).fill(0xffffffff);
  for (const pair of pairs) {
    for (let at = 0; at < SEEDS.length; at += 1) {
      const value = mix(pair ^ (SEEDS[at] ?? 0));
      if (value < (least[at] ?? 0)) least[at] = value;
    }
  }
  return Array.from({ length: BANDS }, (_, band) =>
    least.slice(band * ROWS, band * ROWS + ROWS).reduce((sum, value) => mix(sum ^ value) >>> 0, band + 1),
  );
}
