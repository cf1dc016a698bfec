import { MB, MINUTE } from '../../rules/media.ts';
import type { PlatformFacts } from '../platform-facts.ts';

/** Where a platform does not say what a character is, UTF-16 code units are the strictest reading. */
const PHOTOS = ['image/jpeg', 'image/png'] as const;
const FILMS = ['video/mp4', 'video/quicktime'] as const;

export const threads = {
  name: 'Threads',
  /** developers.facebook.com, "Threads API, posts": 500 characters, up to 20 pictures and videos. */
  rules: {
    text: [{ unit: 'utf16', limit: 500 }],
    thread: { media: true },
    media: {
      count: [0, 20],
      mixes: true,
      image: { max: 20, mimes: PHOTOS, bytes: 8 * MB, ratio: [0.1, 10] },
      video: {
        max: 20,
        mimes: FILMS,
        bytes: 1000 * MB,
        ratio: [0.01, 10],
        side: [1, 1920],
        duration: [1, 5 * MINUTE],
        codecs: ['avc', 'hevc'],
      },
    },
  },
  profile: { bio: { unit: 'graphemes', limit: 150 }, links: 5 },
  compose: 'https://www.threads.com/',
  mentionsByHandle: true,
} as const satisfies PlatformFacts;
