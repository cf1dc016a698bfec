import type { Platform } from './kinds/index.ts';

/** Where a person writes a new post on a platform; null for one without a page of its own for that. */
const COMPOSE: Record<Platform, string | null> = {
  bluesky: 'https://bsky.app/',
  mastodon: null, // every instance has its own address: composeAddress reads it from the handle
  instagram: 'https://www.instagram.com/',
  facebook: 'https://www.facebook.com/',
  threads: 'https://www.threads.com/',
  x: 'https://x.com/compose/post',
  linkedin: 'https://www.linkedin.com/feed/',
  youtube: 'https://studio.youtube.com/',
  tiktok: 'https://www.tiktok.com/tiktokstudio/upload',
  sandbox: null,
};

/** The page to open for posting by hand as this account; null where nobody can tell. */
export function composeAddress(platform: Platform, handle: string): string | null {
  if (platform !== 'mastodon') return COMPOSE[platform];
  const host = handle.replace(/^@/, '').split('@')[1];
  return host && /^[a-z0-9.-]+\.[a-z]{2,}$/i.test(host) ? `https://${host.toLowerCase()}/publish` : null;
}
