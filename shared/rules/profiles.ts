import type { Platform } from '../kinds/index.ts';
import { SHAPES } from '../media/crop.ts';
import { measure, type TextUnit } from './text.ts';

/** What a platform's profile takes and how it shows pictures. */
export type ProfileRules = {
  bio: { unit: TextUnit; limit: number };
  /** Links it lists beside the words. */
  links: number;
  /** How its grid shows pictures; not there: it has none. `ratio` is a tile's width by its height. */
  grid?: { columns: number; ratio: number };
  /** Stories kept under a title; `title` is how many characters are shown under the circle. */
  highlights?: { title: number; most: number };
};

/**
 * As their own help pages have it (November 2026). Instagram: 150 characters and five links; its grid shows 3:4 since
 * January 2025; up to 100 highlights whose titles have 15 characters. TikTok: 80 characters and one link, covers 3:4.
 */
export const PROFILES: Readonly<Record<Platform, ProfileRules>> = {
  instagram: {
    bio: { unit: 'graphemes', limit: 150 },
    links: 5,
    grid: { columns: 3, ratio: SHAPES.grid.ratio },
    highlights: { title: 15, most: 100 },
  },
  tiktok: {
    bio: { unit: 'graphemes', limit: 80 },
    links: 1,
    grid: { columns: 3, ratio: SHAPES.grid.ratio },
  },
  threads: { bio: { unit: 'graphemes', limit: 150 }, links: 5 },
  facebook: { bio: { unit: 'graphemes', limit: 101 }, links: 5 },
  x: { bio: { unit: 'graphemes', limit: 160 }, links: 1 },
  linkedin: { bio: { unit: 'graphemes', limit: 2600 }, links: 3 },
  youtube: { bio: { unit: 'graphemes', limit: 1000 }, links: 10 },
  bluesky: { bio: { unit: 'graphemes', limit: 256 }, links: 0 },
  mastodon: { bio: { unit: 'graphemes', limit: 500 }, links: 4 },
  sandbox: {
    bio: { unit: 'graphemes', limit: 500 },
    links: 5,
    grid: { columns: 3, ratio: SHAPES.grid.ratio },
  },
};

/** Platforms whose profile is a grid of pictures. */
export const hasGrid = (platform: Platform): boolean => PROFILES[platform].grid !== undefined;

/** How much of a profile's words a platform takes. */
export function bioCount(platform: Platform, text: string): { used: number; limit: number } {
  const { unit, limit } = PROFILES[platform].bio;
  return { used: measure(text, unit), limit };
}
