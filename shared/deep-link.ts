import { z } from 'zod';

/** `pillarbox://…`: what mails, other programs and the sign-in pages of platforms lead to. */
export const DEEP_LINK_SCHEME = 'pillarbox';

const uuid = z.uuid();
const token = z.string().regex(/^[\w-]{16,200}$/);

/**
 * A deep link names one thing by an opaque id and shows it; whatever it is for, a person confirms on the screen.
 * Anybody may have written one.
 */
export const deepLinkSchema = z
  .string()
  .trim()
  .max(300)
  .transform((text) => /^pillarbox:\/\/([a-z]+)\/([^/?#\s]+)\/?$/.exec(text)?.slice(1))
  .pipe(
    z.union([
      z.tuple([z.literal('invite'), token]),
      z.tuple([z.literal('post'), uuid]),
      z.tuple([z.literal('connection'), uuid]),
    ]),
  );

const SCREENS = { invite: 'account', post: 'post', connection: 'channel' } as const;

/** @returns the address in the app, or null for a link that is not one of ours */
export function deepLinkRoute(link: unknown): string | null {
  const read = deepLinkSchema.safeParse(link);
  if (!read.success) return null;
  const [what, id] = read.data;
  return `/${SCREENS[what]}/${id}`;
}

/** The link that opens a post, or a connection, on a device that has it. */
export const deepLinkTo = (what: 'post' | 'connection', id: string): string =>
  `${DEEP_LINK_SCHEME}://${what}/${id}`;

/** The deep link among a process's arguments, where Windows and Linux put it. */
export const deepLinkAmong = (argv: readonly string[]): string | undefined =>
  argv.find((argument) => argument.startsWith(`${DEEP_LINK_SCHEME}://`));
