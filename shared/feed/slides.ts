import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Overlay, Row, SlideShape } from '../kinds/index.ts';

/** Slides as they are made into pictures: their sizes, how words break, and what they were made from. Pure. */

/** Pixels: what Instagram keeps of a picture in each shape. */
export const SLIDE_SIZES: Readonly<Record<SlideShape, { width: number; height: number }>> = {
  portrait: { width: 1080, height: 1350 },
  grid: { width: 1080, height: 1440 },
  square: { width: 1080, height: 1080 },
  story: { width: 1080, height: 1920 },
};

/** The most slides a carousel has: Instagram takes 20. */
export const MOST_SLIDES = 20;

/** Height of a line of words, in shares of their size. */
export const LINE = 1.18;
/** Room around words that lie on a band, in shares of their size. */
export const BAND_ROOM = 0.38;

/**
 * Breaks words into lines that fit. A word that is longer than a line is broken where it has to be; what a person broke
 * stays broken.
 * @param measure the width of a text, in the unit of `width`
 */
export function layoutWords(text: string, width: number, measure: (text: string) => number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'word' }).segment(paragraph)) {
      if (measure((line + segment).trimEnd()) <= width) {
        line += segment;
        continue;
      }
      // A mark after a word stays with it, wherever the line ends.
      if (/^[\p{P}\p{M}]+$/u.test(segment) && line.trim() !== '') {
        line += segment;
        continue;
      }
      if (line.trim() !== '') lines.push(line.trimEnd());
      line = '';
      for (const letter of measure(segment) <= width ? [segment] : Array.from(segment)) {
        if (line !== '' && measure(line + letter) > width) {
          lines.push(line);
          line = '';
        }
        line += letter;
      }
      line = line.trimStart();
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

/** What is said of a slide to those who do not see it: its words, and what the picture under them shows. */
export function suggestedAlt(overlays: readonly Pick<Overlay, 'text' | 'y'>[], original: string): string {
  const words = overlays
    .toSorted((a, b) => a.y - b.y)
    .map(({ text }) => text.replaceAll(/\s+/g, ' ').trim())
    .filter((text) => text !== '')
    .map((text) => (/[.!?…:]$/.test(text) ? text : `${text}.`));
  return [...words, original.trim()].filter(Boolean).join(' ').slice(0, 2000);
}

type Made = Pick<Row<'slide'>, 'asset_id' | 'crop' | 'background' | 'overlays'>;

/** Names everything a slide's picture is made from: another name means that the picture is out of date. */
export function slideSource(slide: Made, shape: SlideShape): string {
  const { asset_id, crop, background, overlays } = slide;
  const part = crop && [crop.x, crop.y, crop.width, crop.height];
  const words = overlays.map(({ text, x, y, width, size, font, weight, align, color, band }) => [
    text,
    x,
    y,
    width,
    size,
    font,
    weight,
    align,
    color,
    band,
  ]);
  const all = [shape, asset_id, asset_id ? part : null, background, words];
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(all))));
}
