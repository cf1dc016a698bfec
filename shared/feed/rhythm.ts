/** What follows what in a grid: light and dark, words and people. Quiet hints, never errors. */

export type Tone = 'dark' | 'middle' | 'light';
/** What a tile is told by: words on it, people in it, or neither. */
export type Subject = 'words' | 'people' | 'other';

/** OKLab lightness x 100 below which a picture looks dark beside others, and above which light. */
const DARK = 45;
const LIGHT = 74;

export const toneOf = (lightness: number): Tone =>
  lightness < DARK ? 'dark' : lightness > LIGHT ? 'light' : 'middle';

/** Tags of the library that say what a picture shows; in small letters. */
const PEOPLE = ['people', 'person', 'portrait', 'face', 'team', 'selfie'];
const WORDS = ['text', 'words', 'quote', 'type'];

/** @param words the picture was made here, with words on it */
export function subjectOf(tags: readonly string[], words: boolean): Subject {
  const known = tags.map((tag) => tag.trim().toLowerCase());
  if (words || known.some((tag) => WORDS.includes(tag))) return 'words';
  return known.some((tag) => PEOPLE.includes(tag)) ? 'people' : 'other';
}

export type RhythmTile = { tone: Tone | null; subject: Subject };
/** The same thing this often in a row is worth a word. */
const RUN = 3;

export type RhythmHint = {
  code: 'dark_run' | 'words_run' | 'people_run';
  /** Places of its first and last tile, from 0. */
  from: number;
  to: number;
};

/**
 * Where three or more in a row are dark, are words or are people, as a grid is read. The longest runs, each told once.
 * @param tiles newest first
 */
export function rhythmHints(tiles: readonly RhythmTile[]): RhythmHint[] {
  const runs = (code: RhythmHint['code'], is: (tile: RhythmTile) => boolean): RhythmHint[] => {
    const found: RhythmHint[] = [];
    let from = 0;
    for (let at = 0; at <= tiles.length; at += 1) {
      const tile = tiles[at];
      if (tile && is(tile)) continue;
      if (at - from >= RUN) found.push({ code, from, to: at - 1 });
      from = at + 1;
    }
    return found;
  };
  return [
    ...runs('dark_run', ({ tone }) => tone === 'dark'),
    ...runs('words_run', ({ subject }) => subject === 'words'),
    ...runs('people_run', ({ subject }) => subject === 'people'),
  ].toSorted((a, b) => a.from - b.from);
}
