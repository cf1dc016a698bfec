import type { MediaRules } from './media.ts';
import type { TextUnit } from './text.ts';

export type TextLimit = { unit: TextUnit; limit: number };

/** What a platform takes, as data (`rules` in its facts, shared/connectors). */
export type PlatformRules = {
  /** All of them hold at once. */
  text: readonly [TextLimit, ...TextLimit[]];
  /** What a link counts for, where that is fixed. */
  link?: number;
  /** A title that readers see; without `required` an empty one is fine. */
  title?: { unit: TextUnit; limit: number; required: boolean };
  hashtags?: number;
  mentions?: number;
  cashtags?: number;
  /** Characters the platform refuses in title and text. */
  forbidden?: RegExp;
  media: MediaRules;
  /** Files of a story, which shows no words; absent: no stories from here. */
  story?: MediaRules;
  /** What may follow a post: more posts below it, counted like itself, and a comment of the account's own. */
  thread?: { media: boolean };
  comment?: TextLimit;
};

/** What one account allows instead of its platform's usual: a Mastodon instance's length, longer posts on X. */
export type AccountLimits = { text?: number | undefined; link?: number | undefined };
