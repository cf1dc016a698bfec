import { type Span, xLinks } from './x-links.ts';

/**
 * What platforms measure text in. `graphemes`: what a reader sees as one (Unicode UAX 29). `bytes`: of UTF-8.
 * `utf16`: code units, what JavaScript calls length. `points`: Unicode code points. `x` and `mastodon`: those
 * platforms' own ways.
 */
export type TextUnit = 'graphemes' | 'bytes' | 'utf16' | 'points' | 'x' | 'mastodon';

/** A part of a text that counts as a whole, and for how much. Positions are UTF-16 code units. */
type Piece = Span & { cost: number };

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const utf8 = new TextEncoder();

/** How much of a platform's limit a text uses. @param linkCost what a link counts for, where links have a fixed length */
export function measure(text: string, unit: TextUnit, linkCost = LINK): number {
  if (unit === 'bytes') return utf8.encode(text).length;
  if (unit === 'utf16') return text.length;
  let total = 0;
  for (const { cost } of pieces(text, unit, linkCost)) total += cost;
  return total;
}

/** Where in the text the first piece begins that no longer fits. Positions are UTF-16 code units of the text as given. */
export function overflowAt(text: string, unit: TextUnit, limit: number, linkCost = LINK): number {
  let total = 0;
  for (const { start, cost } of pieces(text, unit, linkCost)) {
    total += cost;
    if (total > limit) return start;
  }
  return text.length;
}

const LINK = 23;
/** Latin letters and the usual quotes and dashes: each is one in every way of counting, and composing changes none. */
const PLAIN = /^[\0-\u02ff\u2010-\u201f]*$/;

/**
 * Whether a text is so short that it fits without being counted. False says nothing: most texts are far below their
 * limit, and this spares taking them to pieces.
 */
export function surelyFits(text: string, unit: TextUnit, limit: number, linkCost = LINK): boolean {
  switch (unit) {
    case 'bytes':
      return text.length * 3 <= limit;
    case 'x':
      // A link has a dot.
      return PLAIN.test(text) && text.length + linkCost * (text.split('.').length - 1) <= limit;
    case 'mastodon':
      return text.length + linkCost * (text.split('://').length - 1) <= limit;
    default:
      return text.length <= limit;
  }
}

function* pieces(text: string, unit: TextUnit, linkCost: number): Iterable<Piece> {
  if (unit === 'x') return yield* xPieces(text, linkCost);
  if (unit === 'mastodon') return yield* mastodonPieces(text, linkCost);
  for (const { segment, index } of graphemes.segment(text))
    yield { start: index, end: index + segment.length, cost: costOf(segment, unit) };
}

function costOf(segment: string, unit: TextUnit): number {
  if (unit === 'bytes') return utf8.encode(segment).length;
  if (unit === 'utf16') return segment.length;
  if (unit === 'points') return [...segment].length;
  return 1;
}

/** Code points X counts as one; all others count as two (twitter-text configuration version 3). */
const SINGLE: [number, number][] = [
  [0, 4351],
  [8192, 8205],
  [8208, 8223],
  [8242, 8247],
];
const isSingle = (unit: number) => SINGLE.some(([from, to]) => unit >= from && unit <= to);
const EMOJI = /\p{RGI_Emoji}/gv;

/**
 * X counts the composed form (NFC): a link is 23, an emoji two however it is joined, letters of Latin, Greek, Cyrillic,
 * Arabic and the like one, all others two. Source: twitter-text, `parseTweet`. Newer joined emoji than that library
 * knows count two as well, as X itself does.
 */
function* xPieces(text: string, linkCost: number): Iterable<Piece> {
  const composed = text.normalize('NFC');
  // Positions in the composed form lag behind those in the text; pieces tell the text's.
  const shift = text.length - composed.length;
  const whole = new Map<number, Piece>();
  for (const match of composed.matchAll(EMOJI))
    whole.set(match.index, { start: match.index, end: match.index + match[0].length, cost: 2 });
  for (const { start, counted } of xLinks(composed))
    whole.set(start, { start, end: start + counted, cost: linkCost });
  for (let at = 0; at < composed.length; ) {
    const point = composed.codePointAt(at) ?? 0;
    const end = at + (point > 0xffff ? 2 : 1);
    const last = composed.charCodeAt(end - 1);
    const piece = whole.get(at) ?? { start: at, end, cost: isSingle(last) ? 1 : 2 };
    at = piece.end;
    yield { ...piece, start: Math.min(text.length, piece.start + (shift > 0 ? shift : 0)) };
  }
}

const MASTODON_LINK = /https?:\/\/[^\s<>"'\u3000-\u303f]+/giu;
/** `@name@host`: the host is not counted. */
const MASTODON_MENTION = /(?<![\w/])@([a-z0-9_]+(?:[a-z0-9_.-]+[a-z0-9_]+)?)@[\w.-]+\w/giu;

/**
 * Mastodon counts graphemes, each link as a fixed length (23, or what the instance says), and of a mention only its
 * local part. Source: mastodon/mastodon, `app/validators/status_length_validator.rb`.
 */
function* mastodonPieces(text: string, linkCost: number): Iterable<Piece> {
  const whole = [
    ...[...text.matchAll(MASTODON_LINK)].flatMap(({ index, 0: url }) => {
      const domain = xLinks(url)[0];
      return domain?.start === 0 ? [{ start: index, end: index + domain.end, cost: linkCost }] : [];
    }),
  ];
  for (const { index, 0: all, 1: name = '' } of text.matchAll(MASTODON_MENTION)) {
    const end = index + all.length;
    if (!whole.some((link) => index < link.end && link.start < end))
      whole.push({ start: index, end, cost: name.length + 1 });
  }
  let at = 0;
  for (const piece of whole.sort((a, b) => a.start - b.start)) {
    yield* plain(text, at, piece.start);
    yield piece;
    at = piece.end;
  }
  yield* plain(text, at, text.length);
}

function* plain(text: string, from: number, to: number): Iterable<Piece> {
  for (const { segment, index } of graphemes.segment(text.slice(from, to)))
    yield { start: from + index, end: from + index + segment.length, cost: 1 };
}
