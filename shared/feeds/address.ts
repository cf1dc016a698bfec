/** The host of the example feed, which the server answers itself. No name server knows it (RFC 6761). */
export const EXAMPLE_FEED = 'http://sandbox.invalid/feed.xml';

const TRACKING = /^(utm_[a-z_]+|fbclid|gclid|mc_[ce]id|igshid|ref_src)$/i;

/**
 * The address of a feed or page as somebody typed it: a missing `https://` is put in, `feed:` taken off.
 * @returns null when it is not an address of the web
 */
export function normalFeedUrl(typed: string): string | null {
  const text = typed.trim().replace(/^feed:(\/\/)?/i, '');
  if (text === '' || text.length > 2000 || /\s/.test(text)) return null;
  const url = parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') return null;
  if (!url.hostname.includes('.') && url.hostname !== 'localhost' && !url.hostname.startsWith('['))
    return null;
  url.hash = '';
  return url.href.length > 2000 ? null : url.href;
}

/**
 * What two addresses of one article have in common: no fragment, no marks of campaigns, no slash at the end.
 * @param base what a relative address counts from
 * @returns null for what is not an address of the web
 */
export function canonicalUrl(href: string, base?: string): string | null {
  const url = parse(href.trim(), base);
  if (!url || !/^https?:$/.test(url.protocol)) return null;
  url.hash = '';
  url.username = '';
  url.password = '';
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  if (url.pathname !== '/') url.pathname = url.pathname.replace(/\/+$/, '') || '/';
  return url.href.length > 2000 ? null : url.href;
}

function parse(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
