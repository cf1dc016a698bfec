/** The scheme the desktop registers with the operating system. */
const DEEP_LINK = 'pillarbox:';
const LOOPBACK = new Set(['127.0.0.1', '[::1]']);

/**
 * Where a browser sign-in may send its code. Loopback addresses on any port and the desktop's own scheme
 * (RFC 8252, sections 7.1 and 7.3; `localhost` is left out as section 8.3 advises), and the origins the server
 * was given. PKCE protects the code itself; this list keeps the page from being an open redirect.
 * @param target `redirect_to` as the client sent it
 * @param origins further allowed origins, such as the server's public one
 * @returns the parsed target without its fragment, or undefined when it is not allowed
 */
export function allowedRedirect(target: string, origins: readonly string[] = []): URL | undefined {
  const url = URL.parse(target);
  if (!url || url.username || url.password) return undefined;
  url.hash = '';
  if (url.protocol === DEEP_LINK) return url;
  if (url.protocol === 'http:' && LOOPBACK.has(url.hostname)) return url;
  if ((url.protocol === 'https:' || url.protocol === 'http:') && origins.includes(url.origin)) return url;
  return undefined;
}

/** What a Content-Security-Policy calls the target: an origin, or a scheme alone (it has no form for `[::1]`). */
export function cspSource(url: URL): string {
  return url.protocol === DEEP_LINK || url.hostname.startsWith('[') ? url.protocol : url.origin;
}

export const isDeepLink = (url: URL): boolean => url.protocol === DEEP_LINK;
