/**
 * May this address be handed to the system's browser? https, and http on this machine (the sandbox network, a server
 * next door). Never a file, a script, another program's scheme, or a name and password hidden in an address.
 * @returns the address as it will be opened, or null
 */
export function externalLink(address: string): string | null {
  const url = URL.parse(address);
  if (!url) return null;
  if (url.username !== '' || url.password !== '' || url.hostname === '') return null;
  if (url.protocol === 'https:') return url.href;
  return url.protocol === 'http:' && isLoopback(url.hostname) ? url.href : null;
}

/** @param hostname as `URL` gives it: IPv6 in brackets, IPv4 in its normal form */
export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname.endsWith('.localhost') ||
  hostname === '[::1]' ||
  /^127(\.\d{1,3}){3}$/.test(hostname);
