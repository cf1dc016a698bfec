import { MIB, SECOND } from '../../rules/media.ts';
import type { PlatformFacts } from '../platform-facts.ts';

export const x = {
  name: 'X',
  /**
   * Counted as X weighs it (text.ts); accounts with longer posts say so in their limits. One cashtag for each post.
   * Media: docs.x.com, "Media best practices": four pictures of 5 MiB or one video of 140 seconds in H.264.
   */
  rules: {
    text: [{ unit: 'x', limit: 280 }],
    link: 23,
    cashtags: 1,
    thread: { media: true },
    media: {
      count: [0, 4],
      mixes: false,
      image: { max: 4, mimes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'], bytes: 5 * MIB },
      video: {
        max: 1,
        mimes: ['video/mp4', 'video/quicktime'],
        bytes: 512 * MIB,
        ratio: [1 / 3, 3],
        side: [32, 1920],
        duration: [SECOND / 2, 140 * SECOND],
        codecs: ['avc'],
      },
    },
  },
  profile: { bio: { unit: 'graphemes', limit: 160 }, links: 1 },
  compose: 'https://x.com/compose/post',
  mentionsByHandle: true,
  ownTextLimits: true,
  account: {
    signIn: 'there',
    needsApp: true,
    /** 5 MB, and 15 MB for a moving GIF, which is held to the same. */
    pictures: {
      maxBytes: 5_000_000,
      maxSide: 4096,
      mimes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
    },
    films: true,
    deletes: true,
  },
} as const satisfies PlatformFacts;
