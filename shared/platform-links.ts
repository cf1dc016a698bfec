import { type Platform, platformFacts } from './connectors/facts.ts';

/** The page to open for posting by hand as this account; null where nobody can tell. */
export function composeAddress(platform: Platform, handle: string): string | null {
  // Every instance has its own address: the handle says it.
  if (platform !== 'mastodon') return platformFacts(platform).compose;
  const host = handle.replace(/^@/, '').split('@')[1];
  return host && /^[a-z0-9.-]+\.[a-z]{2,}$/i.test(host) ? `https://${host.toLowerCase()}/publish` : null;
}
