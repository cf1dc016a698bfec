import { platformFacts } from '../connectors/facts.ts';
import type { Platform } from '../kinds/index.ts';
import { measure } from './text.ts';

/** Platforms whose profile is a grid of pictures. */
export const hasGrid = (platform: Platform): boolean => platformFacts(platform).profile.grid !== undefined;

/** How much of a profile's words a platform takes. */
export function bioCount(platform: Platform, text: string): { used: number; limit: number } {
  const { unit, limit } = platformFacts(platform).profile.bio;
  return { used: measure(text, unit), limit };
}
