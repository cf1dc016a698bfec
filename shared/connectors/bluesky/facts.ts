import { MB, MINUTE, SECOND } from '../../rules/media.ts';
import type { PlatformFacts } from '../platform-facts.ts';

export const bluesky = {
  name: 'Bluesky',
  /**
   * Lexicons `app.bsky.feed.post` (text: `maxGraphemes` 300 and `maxLength` 3000, which counts UTF-8 bytes),
   * `app.bsky.embed.images` (4, each up to 1,000,000 bytes) and `app.bsky.embed.video` (one MP4 of 100 MB; its service
   * takes three minutes).
   */
  rules: {
    text: [
      { unit: 'graphemes', limit: 300 },
      { unit: 'bytes', limit: 3000 },
    ],
    thread: { media: true },
    media: {
      count: [0, 4],
      mixes: false,
      image: { max: 4, mimes: ['image/jpeg', 'image/png', 'image/webp'], bytes: MB },
      video: { max: 1, mimes: ['video/mp4'], bytes: 100 * MB, duration: [SECOND, 3 * MINUTE] },
    },
  },
  profile: { bio: { unit: 'graphemes', limit: 256 }, links: 0 },
  compose: 'https://bsky.app/',
  mentionsByHandle: true,
  account: {
    signIn: 'here',
    /** `app.bsky.embed.images` takes blobs of up to 1,000,000 bytes, and its own app makes pictures no larger than 2000 pixels. */
    pictures: { maxBytes: 1_000_000, maxSide: 2000, mimes: ['image/jpeg', 'image/png', 'image/webp'] },
    films: true,
    deletes: true,
  },
} as const satisfies PlatformFacts;
