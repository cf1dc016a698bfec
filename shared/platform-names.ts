import type { Platform } from './kinds/index.ts';

/** Names of platforms are their own in every language. */
export const platformNames: Record<Platform, string> = {
  bluesky: 'Bluesky',
  mastodon: 'Mastodon',
  instagram: 'Instagram',
  facebook: 'Facebook',
  threads: 'Threads',
  x: 'X',
  linkedin: 'LinkedIn',
  youtube: 'YouTube',
  tiktok: 'TikTok',
  sandbox: 'Sandbox',
};
