/** What platforms measure text in. */
export type TextUnit = 'graphemes' | 'bytes';

export type TextLimit = { unit: TextUnit; limit: number };

/** The rules of one platform. One file each; shared/rules/index.ts lists them. */
export type PlatformRules = {
  /** All of them hold at once. */
  text: readonly [TextLimit, ...TextLimit[]];
};

/** What a reader sees as one character counts as one, joined emoji included (Unicode UAX 29). */
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const utf8 = new TextEncoder();

export function measure(text: string, unit: TextUnit): number {
  if (unit === 'bytes') return utf8.encode(text).length;
  let count = 0;
  for (const _ of graphemes.segment(text)) count++;
  return count;
}
