import { z } from 'zod';
import { type Platform, platformFacts } from '../connectors/facts.ts';

export const FILM_PRIVACY = ['public', 'unlisted', 'private'] as const;
export type FilmPrivacy = (typeof FILM_PRIVACY)[number];

/** Categories that a film may be put in, by YouTube's ids (https://developers.google.com/youtube/v3/docs/videoCategories). */
export const FILM_CATEGORIES = [
  '1',
  '2',
  '10',
  '15',
  '17',
  '19',
  '20',
  '22',
  '23',
  '24',
  '25',
  '26',
  '27',
  '28',
  '29',
] as const;
export type FilmCategory = (typeof FILM_CATEGORIES)[number];
/** People & Blogs: what YouTube itself begins with. */
export const USUAL_CATEGORY: FilmCategory = '22';

/** What a channel of films is told beside the words; what is not there is as usual: public, told to subscribers. */
export const filmOptionsSchema = z.strictObject({
  privacy: z.enum(['unlisted', 'private']).optional(),
  category: z.enum(FILM_CATEGORIES).optional(),
  /** Not there: as the channel's own settings have it. */
  made_for_kids: z.boolean().optional(),
  /** Subscribers are not told. */
  quiet: z.literal(true).optional(),
});
export type FilmOptions = z.infer<typeof filmOptionsSchema>;

/** Whether a platform is told such things. */
export const takesFilmOptions = (platform: Platform): boolean =>
  platformFacts(platform).account?.filmOptions === true;

/** The same choices, without those that are as usual; null: all of them are. */
export function tidyFilmOptions(options: FilmOptions | null): FilmOptions | null {
  const entries = Object.entries(options ?? {}).filter(
    ([name, value]) => value !== undefined && !(name === 'category' && value === USUAL_CATEGORY),
  );
  return entries.length > 0 ? filmOptionsSchema.parse(Object.fromEntries(entries.sort())) : null;
}
