import { MIB } from '../../rules/media.ts';
import type { PlatformFacts } from '../platform-facts.ts';

export const mastodon = {
  name: 'Mastodon',
  /**
   * Defaults of a Mastodon instance (`/api/v2/instance`, `configuration`); many allow more text, and say so in the
   * account's limits. Links count 23, of a mention only the local part (text.ts). Four pictures or one video.
   */
  rules: {
    text: [{ unit: 'mastodon', limit: 500 }],
    link: 23,
    thread: { media: true },
    media: {
      count: [0, 4],
      mixes: false,
      image: {
        max: 4,
        mimes: [
          'image/jpeg',
          'image/png',
          'image/gif',
          'image/webp',
          'image/heic',
          'image/heif',
          'image/avif',
        ],
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
  },
  profile: { bio: { unit: 'graphemes', limit: 500 }, links: 4 },
  compose: null,
  mentionsByHandle: true,
  ownTextLimits: true,
  account: {
    signIn: 'there',
    leadsBack: true,
    /** 16 MB and 33,177,600 pixels, the default of `configuration.media_attachments` in `/api/v2/instance`. */
    pictures: {
      maxBytes: 16_000_000,
      maxSide: 5760,
      mimes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
    },
    films: true,
    deletes: true,
  },
} as const satisfies PlatformFacts;
