import type { PlatformFacts } from '../platform-facts.ts';

export const youtube = {
  name: 'YouTube',
  /**
   * YouTube Data API v3, `videos` resource: `snippet.title` up to 100 characters and not empty, `snippet.description` up
   * to 5,000 bytes, neither with `<` or `>`. Exactly one video; a picture beside it is its thumbnail (`thumbnails.set`: JPEG or
   * PNG up to 2 MB, shown 1280 pixels wide).
   */
  rules: {
    text: [{ unit: 'bytes', limit: 5000 }],
    title: { unit: 'points', limit: 100, required: true },
    forbidden: /[<>]/g,
    comment: { unit: 'utf16', limit: 10_000 },
    media: {
      count: [1, 2],
      mixes: true,
      image: { max: 1, mimes: ['image/jpeg', 'image/png'], bytes: 2_000_000, beside: true },
      video: {
        max: 1,
        mimes: [
          'video/mp4',
          'video/quicktime',
          'video/webm',
          'video/x-matroska',
          'video/mpeg',
          'video/x-msvideo',
        ],
        bytes: 256 * 1024 ** 3,
        duration: [1, 12 * 60 * 60 * 1000],
      },
    },
  },
  profile: { bio: { unit: 'graphemes', limit: 1000 }, links: 10 },
  compose: 'https://studio.youtube.com/',
  mentionsByHandle: true,
  account: {
    signIn: 'there',
    needsApp: true,
    /** The thumbnail of a film. */
    pictures: { maxBytes: 2_000_000, maxSide: 1920, mimes: ['image/jpeg', 'image/png'] },
    films: true,
    filmOptions: true,
    deletes: true,
  },
} as const satisfies PlatformFacts;
