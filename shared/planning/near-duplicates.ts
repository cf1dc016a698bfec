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

/** `at`: when it is said, milliseconds; those said closest to each other are compared first. */
export type Printed = { id: string; print: TextPrint; at: number };

export type AlikeIndex = {
  /** Adds a text, or changes one. */
  put(text: Printed): void;
  drop(id: string): void;
  /** Ids of those that say nearly the same. */
  of(id: string): string[];
};

/**
 * Keeps which texts are alike while texts come, change and go: each costs its own comparisons and no one else's.
 * @param withinMs texts further apart in time are not compared
 */
export function createAlikeIndex(withinMs: number): AlikeIndex {
  const texts = new Map<string, Printed>();
  const found = new Map<string, Set<string>>();
  // In order of time, so that the neighbours in a bucket are the closest.
  const buckets = Array.from({ length: BANDS }, () => new Map<number, Printed[]>());

  const note = (of: string, other: string) => {
    const others = found.get(of);
    if (others) others.add(other);
    else found.set(of, new Set([other]));
  };
  const compare = (text: Printed, other: Printed | undefined) => {
    if (!other || Math.abs(other.at - text.at) > withinMs || found.get(text.id)?.has(other.id)) return;
    if (alikeness(text.print, other.print) < ALIKE) return;
    note(text.id, other.id);
    note(other.id, text.id);
  };

  const index: AlikeIndex = {
    put(text) {
      index.drop(text.id);
      texts.set(text.id, text);
      for (const [band, bucket] of buckets.entries()) {
        const key = text.print.bands[band] ?? 0;
        const own = bucket.get(key);
        if (!own) {
          bucket.set(key, [text]);
          continue;
        }
        const place = placeOf(own, text.at);
        // A text that is planned every day would be compared with all of itself: the nearest tell enough.
        for (let step = 1; step <= MOST_COMPARED; step += 1) {
          compare(text, own[place - step]);
          compare(text, own[place + step - 1]);
        }
        own.splice(place, 0, text);
      }
    },
    drop(id) {
      const text = texts.get(id);
      if (!text) return;
      texts.delete(id);
      for (const [band, bucket] of buckets.entries()) {
        const key = text.print.bands[band] ?? 0;
        const own = bucket.get(key);
        if (own && own.length > 1) own.splice(own.indexOf(text), 1);
        else bucket.delete(key);
      }
      for (const other of found.get(id) ?? []) {
        const others = found.get(other);
        others?.delete(id);
        if (others?.size === 0) found.delete(other);
      }
      found.delete(id);
    },
    of: (id) => [...(found.get(id) ?? [])],
  };
  return index;
}

const MOST_COMPARED = 20;

/** Where something said then belongs among texts in order of time: after those of the same moment. */
function placeOf(texts: readonly Printed[], at: number): number {
  let [low, high] = [0, texts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((texts[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

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
