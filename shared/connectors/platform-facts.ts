import type { PictureLimits } from '../publishing/outgoing-media.ts';
import type { PlatformRules } from '../rules/platform-rules.ts';
import type { TextUnit } from '../rules/text.ts';

/** What a platform's profile takes and how it shows pictures. */
export type ProfileRules = {
  bio: { unit: TextUnit; limit: number };
  /** Links it lists beside the words. */
  links: number;
  /** How its grid shows pictures; not there: it has none. `ratio` is a tile's width by its height. */
  grid?: { columns: number; ratio: number };
  /** Stories kept under a title; `title` is how many characters are shown under the circle. */
  highlights?: { title: number; most: number };
};

/** How accounts of ours are connected on a platform and what goes out on them. */
export type AccountFacts = {
  /** By words that are typed here, or on the platform's own pages; the server holds accounts of those. */
  signIn: 'here' | 'there';
  /** Those pages also lead back to this computer, so that a device may hold the account (RFC 8252, 7.3). */
  leadsBack?: true;
  /** Only where whoever runs the server has registered an app of theirs there. */
  needsApp?: true;
  /** How pictures are made to fit before they are sent. */
  pictures: PictureLimits;
  /** Films are sent, as they are. */
  films: boolean;
  /** Films take what shared/publishing/film-options.ts has. */
  filmOptions?: true;
  /** Its API lets an app delete what it published. */
  deletes: boolean;
};

/** What is true of a platform, as data that every part of the program may read. */
export type PlatformFacts = {
  /** Its name, the same in every language. */
  name: string;
  rules: PlatformRules;
  profile: ProfileRules;
  /** The page where a person writes a new post; null for one without a page of its own for that. */
  compose: string | null;
  /** A name in a text is a mention by itself. Elsewhere what their own pages put in is, so the plain name goes. */
  mentionsByHandle: boolean;
  /** Captions show links as words only: nobody can press them. */
  plainLinks?: true;
  /** Accounts differ in how much text they may post. */
  ownTextLimits?: true;
  /** Absent: it is planned for and posted to by hand. */
  account?: AccountFacts;
};
