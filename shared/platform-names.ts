import { PLATFORMS, type Platform, platformFacts } from './connectors/facts.ts';

/** Names of platforms are their own in every language. */
export const platformNames = Object.fromEntries(
  PLATFORMS.map((platform) => [platform, platformFacts(platform).name]),
) as Record<Platform, string>;
