import { bluesky } from './bluesky/facts.ts';
import { facebook } from './facebook/facts.ts';
import { instagram } from './instagram/facts.ts';
import { linkedin } from './linkedin/facts.ts';
import { mastodon } from './mastodon/facts.ts';
import type { PlatformFacts } from './platform-facts.ts';
import { sandbox } from './sandbox/facts.ts';
import { threads } from './threads/facts.ts';
import { tiktok } from './tiktok/facts.ts';
import { x } from './x/facts.ts';
import { youtube } from './youtube/facts.ts';

/** Every platform there is, in the order in which they are shown. */
const FACTS = {
  bluesky,
  mastodon,
  instagram,
  facebook,
  threads,
  x,
  linkedin,
  youtube,
  tiktok,
  sandbox,
} as const satisfies Record<string, PlatformFacts>;

type Facts = typeof FACTS;
export type Platform = keyof Facts;
/** Platforms on which an account can be connected. */
export type Connectable = { [P in Platform]: Facts[P] extends { account: object } ? P : never }[Platform];
/** Of these, the ones whose own pages people sign in on. */
export type SignedInThere = {
  [P in Platform]: Facts[P] extends { account: { signIn: 'there' } } ? P : never;
}[Platform];

export const PLATFORMS = Object.keys(FACTS) as [Platform, ...Platform[]];

export const platformFacts = (platform: Platform): PlatformFacts => FACTS[platform];

export const CONNECTABLE = PLATFORMS.filter((name): name is Connectable => 'account' in FACTS[name]);

export const isSignedInThere = (platform: Platform): platform is SignedInThere =>
  platformFacts(platform).account?.signIn === 'there';

/** Whether a device may hold an account that is signed in to on the platform's own pages. */
export const leadsBackHere = (platform: Platform): boolean =>
  platformFacts(platform).account?.leadsBack === true;
