import { USUAL_CATEGORY } from '../../publishing/film-options.ts';
import type { Content } from '../contract.ts';

/** What a film is to have (https://developers.google.com/youtube/v3/docs/videos#resource); its hashtags are its tags too. */
export function videoResource({ title = '', text, options = {} }: Content & { kind: 'post' }): {
  resource: object;
  query: Record<string, string>;
} {
  const { privacy = 'public', category = USUAL_CATEGORY, made_for_kids: forKids, quiet } = options;
  const tags = [...text.matchAll(/(?<![\p{L}\p{N}_&])#([\p{L}\p{M}\p{N}_]+)/gu)].map(([, tag = '']) => tag);
  return {
    resource: {
      snippet: {
        title: title.trim(),
        description: text,
        categoryId: category,
        ...(tags.length > 0 ? { tags: within(tags, TAGS_LENGTH) } : {}),
      },
      status: {
        privacyStatus: privacy,
        ...(forKids === undefined ? {} : { selfDeclaredMadeForKids: forKids }),
      },
    },
    query: quiet ? { notifySubscribers: 'false' } : {},
  };
}

/** `snippet.tags[]`: 500 characters, the commas between them included. */
const TAGS_LENGTH = 500;
function within(tags: string[], most: number): string[] {
  const kept: string[] = [];
  let used = 0;
  for (const tag of new Set(tags)) {
    used += tag.length + (kept.length > 0 ? 1 : 0);
    if (used > most) break;
    kept.push(tag);
  }
  return kept;
}
