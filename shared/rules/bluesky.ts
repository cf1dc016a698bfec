import { MB, MINUTE, SECOND } from './media.ts';
import type { PlatformRules } from './platform-rules.ts';

/**
 * Lexicons `app.bsky.feed.post` (text: `maxGraphemes` 300 and `maxLength` 3000, which counts UTF-8 bytes),
 * `app.bsky.embed.images` (4, each up to 1,000,000 bytes) and `app.bsky.embed.video` (one MP4 of 100 MB; its service
 * takes three minutes).
 */
export const bluesky: PlatformRules = {
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
};
