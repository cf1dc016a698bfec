import { type Platform, platformFacts } from '../../../../shared/connectors/facts.ts';

export type Segment = { at: number; text: string; kind: 'plain' | 'link' | 'mention' | 'hashtag' };

const LINK = String.raw`https?:\/\/[^\s<>]+[^\s<>.,;:!?)'"\]]`;
const BARE = String.raw`(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|co|shop|app|dev|eu|uk|de|fr|es|it|nl|jp)(?:\/[^\s<>]*[^\s<>.,;:!?)'"\]])?(?![\w-])`;
const MENTION = String.raw`(?<![\p{L}\p{N}_.])@[\p{L}\p{N}_](?:[\p{L}\p{N}_.@-]*[\p{L}\p{N}_])?`;
const HASHTAG = String.raw`(?<![\p{L}\p{N}_&])#[\p{L}\p{M}\p{N}_]*\p{L}[\p{L}\p{M}\p{N}_]*`;
const PARTS = new RegExp(`(?<link>${LINK}|${BARE})|(?<mention>${MENTION})|(?<hashtag>${HASHTAG})`, 'giu');

/** Splits a text into what a platform makes pressable and the rest; together they are the text. */
export function segments(platform: Platform, text: string): Segment[] {
  const found: Segment[] = [];
  const { plainLinks } = platformFacts(platform);
  let at = 0;
  for (const match of text.matchAll(PARTS)) {
    const kind = match.groups?.link ? 'link' : match.groups?.mention ? 'mention' : 'hashtag';
    if (kind === 'link' && plainLinks) continue;
    if (match.index > at) found.push({ at, text: text.slice(at, match.index), kind: 'plain' });
    found.push({ at: match.index, text: match[0], kind });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ at, text: text.slice(at), kind: 'plain' });
  return found;
}

/** The first link of a text, for the card that platforms draw below it; null where there is none. */
export function firstLink(text: string): { host: string; url: string } | null {
  const url = new RegExp(LINK, 'iu').exec(text)?.[0];
  if (!url) return null;
  try {
    return { url, host: new URL(url).host.replace(/^www\./, '') };
  } catch {
    return null;
  }
}

/** The caption up to where a platform folds it away, on a whole word, and whether it did. */
export function folded(text: string, length: number): { shown: string; more: boolean } {
  const characters = [...text];
  if (characters.length <= length) return { shown: text, more: false };
  const cut = characters.slice(0, length).join('');
  return { shown: cut.replace(/\s+\S*$/, '') || cut, more: true };
}
