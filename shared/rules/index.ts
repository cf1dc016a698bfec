import { platformFacts } from '../connectors/facts.ts';
import type { PartRole, Platform } from '../kinds/index.ts';
import { type MediaProblem, type MediaRules, mediaProblems } from './media.ts';
import type { MediaFacts } from './media-facts.ts';
import type { AccountLimits, PlatformRules, TextLimit } from './platform-rules.ts';
import { measure, overflowAt, surelyFits } from './text.ts';
import type { Span } from './x-links.ts';

export type { MediaProblem } from './media.ts';
export type { MediaFacts } from './media-facts.ts';
export type { AccountLimits } from './platform-rules.ts';

export type TextCount = TextLimit & { used: number };

export type TextProblemCode =
  | 'text_empty'
  | 'text_too_long'
  | 'text_too_many_bytes'
  | 'title_missing'
  | 'title_too_long'
  | 'too_many_hashtags'
  | 'too_many_mentions'
  | 'too_many_cashtags'
  | 'forbidden_signs';

/**
 * Why a post cannot go out on a platform. `limit` and `actual` are in the code's own unit. `range` is where in the text
 * (UTF-16 code units); null where it is about no place in it, or about the title.
 */
export type PostProblem = {
  code: TextProblemCode;
  severity: 'error';
  limit: number;
  actual: number;
  range: Span | null;
};

/** What is looked at before it goes out. `media`: how many files go with it, where that is known. */
export type Checked = { text: string; title?: string; media?: number };

/** How much of a platform's limit a text uses; of several limits the one that it is nearest to, or furthest over. */
export function countText(platform: Platform, text: string, limits?: AccountLimits | null): TextCount {
  const [first, ...others] = counts(platform, text, limits);
  return others.reduce((tightest, next) => (share(next) > share(tightest) ? next : tightest), first);
}

/** How much of a platform's title a text uses; null where it has none. */
export function countTitle(platform: Platform, title: string): TextCount | null {
  const rule: PlatformRules['title'] = rulesOf(platform).title;
  return rule ? { unit: rule.unit, limit: rule.limit, used: measure(title, rule.unit) } : null;
}

/** Everything in its words that keeps this post from a platform; empty when nothing does. */
export function checkPost(platform: Platform, post: Checked, limits?: AccountLimits | null): PostProblem[] {
  const { title: titleRule, hashtags, mentions, cashtags, forbidden, link } = rulesOf(platform);
  const { text } = post;
  const problems: PostProblem[] = [];
  const add = (...what: Parameters<typeof problem>) => problems.push(problem(...what));

  if (text.trim() === '' && !post.media && !titleRule) add('text_empty', 1, 0);
  for (const { unit, limit } of limitsOf(platform, limits)) {
    if (surelyFits(text, unit, limit, limits?.link ?? link)) continue;
    const used = measure(text, unit, limits?.link ?? link);
    if (used <= limit) continue;
    const start = overflowAt(text, unit, limit, limits?.link ?? link);
    add(unit === 'bytes' ? 'text_too_many_bytes' : 'text_too_long', limit, used, { start, end: text.length });
  }
  const most = (limit: number | undefined, code: TextProblemCode, pattern: RegExp) => {
    if (limit === undefined) return;
    const found = [...text.matchAll(pattern)];
    const extra = found[limit];
    if (extra) add(code, limit, found.length, { start: extra.index, end: extra.index + extra[0].length });
  };
  most(hashtags, 'too_many_hashtags', HASHTAG);
  most(mentions, 'too_many_mentions', MENTION);
  most(cashtags, 'too_many_cashtags', CASHTAG);
  if (forbidden) most(0, 'forbidden_signs', forbidden);
  if (titleRule && post.title !== undefined) {
    const used = measure(post.title.trim(), titleRule.unit);
    if (used === 0 && titleRule.required) add('title_missing', 1, 0);
    if (used > titleRule.limit) add('title_too_long', titleRule.limit, used);
    const signs = forbidden ? [...post.title.matchAll(forbidden)].length : 0;
    if (signs > 0) add('forbidden_signs', 0, signs);
  }
  return problems;
}

/** Whether a platform has a place for such a part below a post. */
export const takesPart = (platform: Platform, role: PartRole): boolean =>
  rulesOf(platform)[role === 'thread' ? 'thread' : 'comment'] !== undefined;

/** Whether files may go with such a part. */
export const partTakesMedia = (platform: Platform, role: PartRole): boolean =>
  role === 'thread' && (rulesOf(platform).thread?.media ?? false);

/** How much of what a platform takes a part uses: a post of a thread counts like a post. */
export function countPart(
  platform: Platform,
  role: PartRole,
  text: string,
  limits?: AccountLimits | null,
): TextCount {
  const { comment } = rulesOf(platform);
  if (role === 'thread' || !comment) return countText(platform, text, limits);
  return { ...comment, used: measure(text, comment.unit) };
}

/** Everything in its words that keeps a part from a platform that takes such parts. */
export function checkPart(
  platform: Platform,
  role: PartRole,
  part: Omit<Checked, 'title'>,
  limits?: AccountLimits | null,
): PostProblem[] {
  if (role === 'thread')
    return checkPost(platform, part, limits).filter(({ code }) => code !== 'title_missing');
  const { unit, limit, used } = countPart(platform, role, part.text);
  if (part.text.trim() === '') return [problem('text_empty', 1, 0)];
  if (used <= limit) return [];
  const range = { start: overflowAt(part.text, unit, limit), end: part.text.length };
  return [problem('text_too_long', limit, used, range)];
}

/** Whether a text is short enough for one post of a platform. */
export const fits = (platform: Platform, text: string, limits?: AccountLimits | null): boolean =>
  limitsOf(platform, limits).every(({ unit, limit }) => {
    const link = limits?.link ?? rulesOf(platform).link;
    return surelyFits(text, unit, limit, link) || measure(text, unit, link) <= limit;
  });

/** Everything that keeps these files from a platform, in their order. */
export const checkMedia = (platform: Platform, items: readonly MediaFacts[]): MediaProblem[] =>
  mediaProblems(mediaRulesOf(platform), items);

/** Whether a post may be shown there as a story. */
export const takesStories = (platform: Platform): boolean => rulesOf(platform).story !== undefined;

/** Everything that keeps this file from being a story there. */
export const checkStory = (platform: Platform, items: readonly MediaFacts[]): MediaProblem[] =>
  mediaProblems(rulesOf(platform).story ?? rulesOf(platform).media, items);

/** What a platform takes beside words. */
export const mediaRulesOf = (platform: Platform): MediaRules => rulesOf(platform).media;

/** True where the post's title is shown to readers. */
export const showsTitle = (platform: Platform): boolean => rulesOf(platform).title !== undefined;

const problem = (
  code: TextProblemCode,
  limit: number,
  actual: number,
  range: Span | null = null,
): PostProblem => ({ code, severity: 'error', limit, actual, range });

const HASHTAG = /(?<![\p{L}\p{N}_&])[#＃][\p{L}\p{M}\p{N}_]+/gu;
const MENTION = /(?<![\p{L}\p{N}_.])@[\p{L}\p{N}_](?:[\p{L}\p{N}_.]*[\p{L}\p{N}_])?/gu;
/** twitter-text, `cashtag`: up to six Latin letters, with up to two more after a dot or underscore. */
const CASHTAG = /(?<=^|\s)\$[a-z]{1,6}(?:[._][a-z]{1,2})?(?=$|[\s\p{P}])/giu;

const rulesOf = (platform: Platform): PlatformRules => platformFacts(platform).rules;

function counts(
  platform: Platform,
  text: string,
  limits: AccountLimits | null | undefined,
): [TextCount, ...TextCount[]] {
  const { link } = rulesOf(platform);
  const count = ({ unit, limit }: TextLimit): TextCount => ({
    unit,
    limit,
    used: measure(text, unit, limits?.link ?? link),
  });
  const [first, ...others] = limitsOf(platform, limits);
  return [count(first), ...others.map(count)];
}

/** A platform's limits with what the account allows instead of the first of them. */
function limitsOf(
  platform: Platform,
  limits: AccountLimits | null | undefined,
): readonly [TextLimit, ...TextLimit[]] {
  const [first, ...others] = rulesOf(platform).text;
  return [limits?.text === undefined ? first : { ...first, limit: limits.text }, ...others];
}

const share = ({ used, limit }: TextCount) => used / limit;
