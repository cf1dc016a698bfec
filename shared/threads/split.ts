import type { Platform } from '../kinds/index.ts';
import { type AccountLimits, fits } from '../rules/index.ts';

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' });
const words = new Intl.Segmenter('und', { granularity: 'word' });
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Cuts a piece of text into smaller ones that make it up. */
type Cut = (piece: string) => string[];
const by =
  (segmenter: Intl.Segmenter): Cut =>
  (piece) =>
    Array.from(segmenter.segment(piece), ({ segment }) => segment);
/** At white space first: a link, a hashtag and a mention are several words to a segmenter. */
const atSpaces: Cut = (piece) => piece.match(/\s*\S+\s*?(?=\s|$)|\s+/gu) ?? [piece];

/**
 * Cuts a text into parts that each fit a platform, as few as they come to when every part takes as much as it can: at
 * the end of a paragraph or sentence, where one sentence alone is too long at the end of a word, and only where a single
 * word is, inside of it. Nothing but white space at the cuts is lost.
 * @returns at least one part; none is empty unless the text is
 */
export function splitThread(platform: Platform, text: string, limits?: AccountLimits | null): string[] {
  const takes = (part: string) => fits(platform, part.trim(), limits);
  const whole = text.trim();
  if (takes(whole)) return [whole];
  const parts: string[] = [];
  let part = '';
  const close = () => {
    if (part.trim() !== '') parts.push(part.trim());
    part = '';
  };
  /** Adds a piece to the part, begins a new one with it, or cuts it smaller. */
  const add = (piece: string, finer: readonly Cut[]): void => {
    if (takes(part + piece)) {
      part += piece;
      return;
    }
    const [first, ...rest] = finer;
    if (takes(piece)) {
      close();
      part = piece.trimStart();
      return;
    }
    // Not even a part of its own has room for one sign: the platform's limit is what says so, in the counts.
    if (!first) {
      close();
      if (piece.trim() !== '') parts.push(piece.trim());
      return;
    }
    close();
    for (const smaller of first(piece)) add(smaller, rest);
  };
  for (const { segment } of sentences.segment(whole)) add(segment, [atSpaces, by(words), by(graphemes)]);
  close();
  return parts.length > 0 ? parts : [whole];
}
