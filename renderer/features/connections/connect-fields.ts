import type { Platform } from '../../../shared/kinds/index.ts';

/**
 * What was typed as a handle, as the platform names it: without the @, and from a profile's address if that was pasted.
 * @returns null when it cannot be one
 */
export function readHandle(platform: Platform, typed: string): string | null {
  const bare = typed
    .trim()
    .replace(/^https?:\/\/bsky\.app\/profile\//i, '')
    .replace(/\/.*$/, '')
    .replace(/^@/, '');
  if (platform === 'sandbox') return /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,99}$/u.test(bare) ? bare : null;
  // A handle is a domain name (https://atproto.com/specs/handle), or a DID.
  if (/^did:(plc|web):\S+$/.test(bare)) return bare;
  const name = bare.toLowerCase();
  return name.length <= 253 &&
    /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)
    ? name
    : null;
}

/**
 * @returns null when left empty (the platform is asked), undefined when it is no web address
 */
export function readServiceUrl(typed: string): string | null | undefined {
  const text = typed.trim();
  if (text === '') return null;
  try {
    const { protocol, origin } = new URL(/^[a-z]+:\/\//i.test(text) ? text : `https://${text}`);
    return protocol === 'https:' || protocol === 'http:' ? origin : undefined;
  } catch {
    return undefined;
  }
}
