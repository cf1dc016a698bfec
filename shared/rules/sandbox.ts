import { MB, MIB } from './media.ts';
import type { PlatformRules } from './platform-rules.ts';

/** Our own practice network; its server refuses the same. */
export const sandbox: PlatformRules = {
  text: [{ unit: 'graphemes', limit: 500 }],
  thread: { media: false },
  comment: { unit: 'graphemes', limit: 500 },
  media: {
    count: [0, 4],
    mixes: false,
    image: { max: 4, mimes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'], bytes: 10 * MB },
    video: { max: 1, mimes: ['video/mp4', 'video/webm', 'video/quicktime'], bytes: 32 * MIB },
  },
};
