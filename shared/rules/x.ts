import { MIB, SECOND } from './media.ts';
import type { PlatformRules } from './platform-rules.ts';

/**
 * Counted as X weighs it (text.ts); accounts with longer posts say so in their limits. One cashtag for each post.
 * Media: docs.x.com, "Media best practices": four pictures of 5 MiB or one video of 140 seconds in H.264.
 */
export const x: PlatformRules = {
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
};
