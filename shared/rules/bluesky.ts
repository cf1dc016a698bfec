import type { PlatformRules } from './text.ts';

/** Lexicon `app.bsky.feed.post`, property `text`: `maxGraphemes` 300 and `maxLength` 3000, which counts UTF-8 bytes. */
export const bluesky: PlatformRules = {
  text: [
    { unit: 'graphemes', limit: 300 },
    { unit: 'bytes', limit: 3000 },
  ],
};
