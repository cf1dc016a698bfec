import { MB } from '../../rules/media.ts';
import type { PlatformFacts } from '../platform-facts.ts';

/** Where a platform does not say what a character is, UTF-16 code units are the strictest reading. */
const PHOTOS = ['image/jpeg', 'image/png'] as const;
const FILMS = ['video/mp4', 'video/quicktime'] as const;

export const facebook = {
  name: 'Facebook',
  /** A post of a Facebook page: developers.facebook.com, `/page/feed` and `/page/photos` (error 1366046: photos of 4 MB). */
  rules: {
    text: [{ unit: 'utf16', limit: 63_206 }],
    comment: { unit: 'utf16', limit: 8000 },
    media: {
      count: [0, 10],
      mixes: false,
      image: { max: 10, mimes: PHOTOS, bytes: 4 * MB },
      video: { max: 1, mimes: FILMS },
    },
  },
  profile: { bio: { unit: 'graphemes', limit: 101 }, links: 5 },
  compose: 'https://www.facebook.com/',
  mentionsByHandle: false,
} as const satisfies PlatformFacts;
