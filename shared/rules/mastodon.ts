import { MIB } from './media.ts';
import type { PlatformRules } from './platform-rules.ts';

/**
 * Defaults of a Mastodon instance (`/api/v2/instance`, `configuration`); many allow more text, and say so in the
 * account's limits. Links count 23, of a mention only the local part (text.ts). Four pictures or one video.
 */
export const mastodon: PlatformRules = {
  text: [{ unit: 'mastodon', limit: 500 }],
  link: 23,
  thread: { media: true },
  media: {
    count: [0, 4],
    mixes: false,
    image: {
      max: 4,
      mimes: ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/heic', 'image/heif', 'image/avif'],
      bytes: 16 * MIB,
      pixels: 33_177_600,
    },
    video: {
      max: 1,
      mimes: ['video/mp4', 'video/webm', 'video/quicktime'],
      bytes: 99 * MIB,
      pixels: 8_294_400,
    },
  },
};
