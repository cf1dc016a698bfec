import { decode } from 'html-entities';

/**
 * The text of an answer: by its byte order mark, else the charset of its header, else what it says itself, else
 * UTF-8, and Windows-1252 where it is not that either.
 */
export function textOf(bytes: Uint8Array, type: string): string {
  const start = Buffer.from(bytes.subarray(0, 1000)).toString('latin1');
  const mark =
    bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
      ? 'utf-8'
      : bytes[0] === 0xff && bytes[1] === 0xfe
        ? 'utf-16le'
        : bytes[0] === 0xfe && bytes[1] === 0xff
          ? 'utf-16be'
          : undefined;
  const said = [
    mark,
    /charset\s*=\s*["']?([\w.:-]+)/i.exec(type)?.[1],
    /<\?xml[^>]*\bencoding\s*=\s*["']([\w.:-]+)["']/i.exec(start)?.[1],
    /<meta[^>]+charset\s*=\s*["']?([\w.:-]+)/i.exec(start)?.[1],
    'utf-8',
  ];
  for (const label of said) {
    const text = label && decoded(bytes, label);
    if (typeof text === 'string') return text;
  }
  return new TextDecoder('windows-1252').decode(bytes);
}

/** Undefined for a charset nobody knows, and for bytes that are not in it. */
function decoded(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** More than this of an article is not looked at: its beginning is what is kept. */
const MAX_MARKUP = 20_000;

/**
 * What a piece of HTML says: no elements, no scripts, no control characters, white space as one space.
 * @param most characters at the most; a cut is marked with an ellipsis
 */
export function plainText(html: string, most: number): string {
  const words = html
    .slice(0, MAX_MARKUP)
    .replace(/<(script|style|template|noscript)\b[\s\S]*?(<\/\1\s*>|$)/gi, ' ')
    .replace(/<!--[\s\S]*?(-->|$)/g, ' ')
    // Elements that sit inside a word leave no gap.
    .replace(/<\/?(a|b|i|em|strong|span|code|sub|sup|abbr|mark|small)\b[^<>]*>/gi, '')
    .replace(/<\/?[a-z!?][^<>]*(>|$)/gi, ' ');
  const plain = decode(words, { level: 'html5' })
    .replace(/\s+/g, ' ')
    // Control characters, and those that turn the direction of what follows.
    .replace(/[\p{Cc}\p{Bidi_Control}]/gu, '')
    .toWellFormed()
    .trim();
  if (plain.length <= most) return plain;
  const cut = plain.slice(0, most - 1);
  // Not through the middle of a character.
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}…`;
}
