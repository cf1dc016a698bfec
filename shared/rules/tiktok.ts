import { MB, MINUTE, SECOND } from './media.ts';
import type { PlatformRules } from './platform-rules.ts';

/**
 * developers.tiktok.com, "Content posting API": a caption of 2,200 UTF-16 code units; one video of up to ten minutes, or
 * up to 35 photos.
 */
export const tiktok: PlatformRules = {
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
};
