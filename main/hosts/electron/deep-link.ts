/** Deep links carry an opaque id only: `pillarbox://invite/<token>` opens the screen that asks before it acts. */
export const DEEP_LINK_SCHEME = 'pillarbox';

/**
 * Where a deep link leads in the app.
 * @param link what the operating system handed over: anybody may have written it
 * @returns the address in the app, or null for a link that is not one of ours
 */
export function deepLinkRoute(link: string): string | null {
  const match = /^pillarbox:\/\/invite\/([A-Za-z0-9_-]{16,200})\/?$/.exec(link.trim());
  return match ? `/account/${match[1]}` : null;
}

/** The deep link among a process's arguments, where Windows and Linux put it. */
export const deepLinkAmong = (argv: readonly string[]): string | undefined =>
  argv.find((argument) => argument.startsWith(`${DEEP_LINK_SCHEME}://`));
