import { SHAPES } from '../../media/crop.ts';
import { MB, MINUTE, SECOND } from '../../rules/media.ts';
import type { PlatformFacts } from '../platform-facts.ts';

export const tiktok = {
  name: 'TikTok',
  /**
   * developers.tiktok.com, "Content posting API": a caption of 2,200 UTF-16 code units; one video of up to ten minutes, or
   * up to 35 photos.
   */
  rules: {
    text: [{ unit: 'utf16', limit: 2200 }],
    media: {
      count: [1, 35],
      mixes: false,
      image: { max: 35, mimes: ['image/jpeg', 'image/webp', 'image/png'], bytes: 20 * MB },
      video: {
        max: 1,
        mimes: ['video/mp4', 'video/quicktime', 'video/webm'],
        bytes: 4000 * MB,
        side: [360, 4096],
        duration: [3 * SECOND, 10 * MINUTE],
        codecs: ['avc', 'hevc', 'vp8', 'vp9'],
      },
    },
  },
  /** Its help pages (November 2026): 80 characters and one link, covers 3:4. */
  profile: {
    bio: { unit: 'graphemes', limit: 80 },
    links: 1,
    grid: { columns: 3, ratio: SHAPES.grid.ratio },
  },
  compose: 'https://www.tiktok.com/tiktokstudio/upload',
  mentionsByHandle: true,
  plainLinks: true,
} as const satisfies PlatformFacts;
