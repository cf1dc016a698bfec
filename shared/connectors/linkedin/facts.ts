import { MB, MINUTE, SECOND } from '../../rules/media.ts';
import type { PlatformFacts } from '../platform-facts.ts';

export const linkedin = {
  name: 'LinkedIn',
  /**
   * learn.microsoft.com, LinkedIn "Posts", "Images" and "Videos" APIs: a commentary of 3,000 characters, up to 20 pictures
   * of at most 36,152,320 pixels, or one MP4 of three seconds to thirty minutes and up to 500 MB.
   */
  rules: {
    text: [{ unit: 'utf16', limit: 3000 }],
    comment: { unit: 'utf16', limit: 1250 },
    media: {
      count: [0, 20],
      mixes: false,
      image: { max: 20, mimes: ['image/jpeg', 'image/png', 'image/gif'], pixels: 36_152_320 },
      video: { max: 1, mimes: ['video/mp4'], bytes: 500 * MB, duration: [3 * SECOND, 30 * MINUTE] },
    },
  },
  profile: { bio: { unit: 'graphemes', limit: 2600 }, links: 3 },
  compose: 'https://www.linkedin.com/feed/',
  mentionsByHandle: false,
} as const satisfies PlatformFacts;
