import { PLATFORMS, type Platform, platformFacts } from '../connectors/facts.ts';
import type { Row } from '../kinds/index.ts';

/** Somebody who can be mentioned, as far as texts need them. */
export type Mentioned = Pick<Row<'contact'>, 'name' | 'handles'>;

/** What a text says to the readers of one platform, or of none. */
export type Spoken = (text: string) => string;

/** Platforms on which a name in a text is a mention by itself. */
export const MENTIONED_BY_HANDLE: readonly Platform[] = PLATFORMS.filter(
  (platform) => platformFacts(platform).mentionsByHandle,
);

const TOKEN = /@\[([^[\]\n]{1,200})\]/g;

/** How a text mentions somebody on all channels at once: `@[Anna Berg]`. */
export const tokenOf = (name: string): string => `@[${name.replace(/[[\]\n]/g, ' ').trim()}]`;

/** Who a text mentions so, each once, as it is written there. */
export const namesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(TOKEN)].map(([, name = '']) => name)),
];

const fold = (name: string) => name.trim().replace(/\s+/g, ' ').toLowerCase();

/** The handle of somebody on a platform, without its `@`; null where the plain name goes. Of two of one name the first counts. */
export function handleOf(
  name: string,
  platform: Platform | null,
  people: readonly Mentioned[],
): string | null {
  if (platform === null || !MENTIONED_BY_HANDLE.includes(platform)) return null;
  return people.find((one) => fold(one.name) === fold(name))?.handles[platform] ?? null;
}

/**
 * Puts into a text what a platform calls the people it mentions: their handles there, else their plain names.
 * @param platform null: for no platform in particular, so plain names
 */
export const spokenOn =
  (platform: Platform | null, people: readonly Mentioned[]): Spoken =>
  (text) =>
    text.includes('@[')
      ? text.replace(TOKEN, (_, name: string) => {
          const handle = handleOf(name, platform, people);
          return handle === null ? name : `@${handle}`;
        })
      : text;

/** For where nobody is mentioned by handle: a shared preview, a name for a post. */
export const plainly: Spoken = spokenOn(null, []);

/** As it is written, mentions included. */
export const asWritten: Spoken = (text) => text;

/** Who texts mention, with their handles on these platforms: what a reviewer answers for. Null where nobody is. */
export function mentionsShown(
  texts: readonly (string | null)[],
  platforms: readonly Platform[],
  people: readonly Mentioned[],
): Record<string, Record<string, string>> | null {
  const names = [...new Set(texts.flatMap((text) => namesIn(text ?? '')))];
  const shown = names.flatMap((name): [string, Record<string, string>][] => {
    const handles = [...new Set(platforms)].flatMap((platform): [string, string][] => {
      const handle = handleOf(name, platform, people);
      return handle === null ? [] : [[platform, handle]];
    });
    return handles.length > 0 ? [[name, Object.fromEntries(handles)]] : [];
  });
  return shown.length > 0 ? Object.fromEntries(shown) : null;
}
