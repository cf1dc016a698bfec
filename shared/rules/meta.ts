import { MB, MINUTE, SECOND } from './media.ts';
import type { PlatformRules } from './platform-rules.ts';

/** Where a platform does not say what a character is, UTF-16 code units are the strictest reading. */
const PHOTOS = ['image/jpeg', 'image/png'] as const;
const FILMS = ['video/mp4', 'video/quicktime'] as const;

/**
 * developers.facebook.com, "Instagram platform, content publishing" and error codes 2207010 (caption of 2,200, 30
 * hashtags, 20 mentions), 2207009 (ratio between 4:5 and 1.91:1) and 2207004 (8 MB). A post needs a picture or a video,
 * up to ten. PNG is turned into JPEG by whoever sends it.
 */
export const instagram: PlatformRules = {
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
};

/** A post of a Facebook page: developers.facebook.com, `/page/feed` and `/page/photos` (error 1366046: photos of 4 MB). */
export const facebook: PlatformRules = {
  text: [{ unit: 'utf16', limit: 63_206 }],
  comment: { unit: 'utf16', limit: 8000 },
  media: {
    count: [0, 10],
    mixes: false,
    image: { max: 10, mimes: PHOTOS, bytes: 4 * MB },
    video: { max: 1, mimes: FILMS },
  },
};

/** developers.facebook.com, "Threads API, posts": 500 characters, up to 20 pictures and videos. */
export const threads: PlatformRules = {
  text: [{ unit: 'utf16', limit: 500 }],
  thread: { media: true },
  media: {
    count: [0, 20],
    mixes: true,
    image: { max: 20, mimes: PHOTOS, bytes: 8 * MB, ratio: [0.1, 10] },
    video: {
      max: 20,
      mimes: FILMS,
      bytes: 1000 * MB,
      ratio: [0.01, 10],
      side: [1, 1920],
      duration: [1, 5 * MINUTE],
      codecs: ['avc', 'hevc'],
    },
  },
};
