import { SHAPES } from '../../media/crop.ts';
import { MB, MINUTE, SECOND } from '../../rules/media.ts';
import type { PlatformFacts } from '../platform-facts.ts';

/** Where a platform does not say what a character is, UTF-16 code units are the strictest reading. */
const PHOTOS = ['image/jpeg', 'image/png'] as const;
const FILMS = ['video/mp4', 'video/quicktime'] as const;

export const instagram = {
  name: 'Instagram',
  /**
   * developers.facebook.com, "Instagram platform, content publishing" and error codes 2207010 (caption of 2,200, 30
   * hashtags, 20 mentions), 2207009 (ratio between 4:5 and 1.91:1) and 2207004 (8 MB). A post needs a picture or a video,
   * up to ten. PNG is turned into JPEG by whoever sends it.
   */
  rules: {
    text: [{ unit: 'utf16', limit: 2200 }],
    hashtags: 30,
    mentions: 20,
    comment: { unit: 'utf16', limit: 2200 },
    media: {
      count: [1, 10],
      mixes: true,
      image: { max: 10, mimes: PHOTOS, bytes: 8 * MB, ratio: [4 / 5, 1.91] },
      video: {
        max: 10,
        mimes: FILMS,
        bytes: 300 * MB,
        ratio: [0.01, 10],
        side: [1, 1920],
        duration: [3 * SECOND, 15 * MINUTE],
        codecs: ['avc', 'hevc'],
      },
    },
    // The same page, "Story specifications": one file, 9:16 advised, films of 3 to 60 seconds and 100 MB.
    story: {
      count: [1, 1],
      mixes: false,
      image: { max: 1, mimes: PHOTOS, bytes: 8 * MB },
      video: {
        max: 1,
        mimes: FILMS,
        bytes: 100 * MB,
        ratio: [0.1, 10],
        side: [1, 1920],
        duration: [3 * SECOND, MINUTE],
        codecs: ['avc', 'hevc'],
      },
    },
  },
  /** Its help pages (November 2026): 150 characters and five links; the grid shows 3:4 since January 2025; up to 100 highlights whose titles have 15 characters. */
  profile: {
    bio: { unit: 'graphemes', limit: 150 },
    links: 5,
    grid: { columns: 3, ratio: SHAPES.grid.ratio },
    highlights: { title: 15, most: 100 },
  },
  compose: 'https://www.instagram.com/',
  mentionsByHandle: true,
  plainLinks: true,
  account: {
    signIn: 'there',
    needsApp: true,
    /** JPEG of at most 8 MB, which it makes 1440 pixels wide at the most. */
    pictures: { maxBytes: 8_000_000, maxSide: 1920, mimes: ['image/jpeg'] },
    films: true,
    /** Only for accounts connected through Facebook, which say so in their limits (https://developers.facebook.com/docs/instagram-platform/reference/instagram-media). */
    deletes: false,
  },
} as const satisfies PlatformFacts;
