import type { Platform } from '../kinds/index.ts';
import { bluesky } from './bluesky.ts';
import { sandbox } from './sandbox.ts';
import { measure, type PlatformRules, type TextLimit } from './text.ts';

const rules = { bluesky, sandbox } satisfies Record<Platform, PlatformRules>;

export type TextCount = TextLimit & { used: number };

/** Why a post cannot go out on a platform. `limit` and `actual` are in the code's own unit. */
export type PostIssue = {
  code: 'text_empty' | 'text_too_long' | 'text_too_many_bytes';
  limit: number;
  actual: number;
};

/** How much of a platform's limit a text uses; of several limits the one that it is nearest to, or furthest over. */
export function countText(platform: Platform, text: string): TextCount {
  const [first, ...others] = counts(platform, text);
  return others.reduce((tightest, next) => (share(next) > share(tightest) ? next : tightest), first);
}

/** Everything that keeps this post from a platform; empty when nothing does. */
export function checkPost(platform: Platform, post: { text: string }): PostIssue[] {
  const issues: PostIssue[] = [];
  if (post.text.trim() === '') issues.push({ code: 'text_empty', limit: 1, actual: 0 });
  for (const { unit, used, limit } of counts(platform, post.text)) {
    const code = unit === 'bytes' ? 'text_too_many_bytes' : 'text_too_long';
    if (used > limit) issues.push({ code, limit, actual: used });
  }
  return issues;
}

function counts(platform: Platform, text: string): [TextCount, ...TextCount[]] {
  const count = (limit: TextLimit): TextCount => ({ ...limit, used: measure(text, limit.unit) });
  const [first, ...others] = rules[platform].text;
  return [count(first), ...others.map(count)];
}

const share = ({ used, limit }: TextCount) => used / limit;
