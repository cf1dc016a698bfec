import { SHAPES } from '../../media/crop.ts';
import { MB, MIB } from '../../rules/media.ts';
import type { PlatformFacts } from '../platform-facts.ts';

export const sandbox = {
  name: 'Sandbox',
  /** Our own practice network; its server refuses the same. */
  rules: {
    text: [{ unit: 'graphemes', limit: 500 }],
    thread: { media: false },
    comment: { unit: 'graphemes', limit: 500 },
    media: {
      count: [0, 4],
      mixes: false,
      image: { max: 4, mimes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'], bytes: 10 * MB },
      video: { max: 1, mimes: ['video/mp4', 'video/webm', 'video/quicktime'], bytes: 32 * MIB },
    },
  },
  profile: {
    bio: { unit: 'graphemes', limit: 500 },
    links: 5,
    grid: { columns: 3, ratio: SHAPES.grid.ratio },
  },
  compose: null,
  mentionsByHandle: true,
  account: {
    signIn: 'here',
    pictures: {
      maxBytes: 2_000_000,
      maxSide: 2048,
      mimes: ['image/jpeg', 'image/png', 'image/webp', 'image/gif'],
    },
    films: true,
    deletes: true,
  },
} as const satisfies PlatformFacts;
