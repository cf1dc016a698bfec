import { goesOutAt } from '../../../shared/mutators/target.ts';
import type { PostView } from '../../../shared/queries.ts';

type Dated = {
  scheduled_at: string | null;
  targets: readonly { connection_id: string; scheduled_at: string | null }[];
};

/** Every moment at which a planned post goes out somewhere, each once, in order; its own where it has no channel yet. */
export function outTimes(post: Dated): string[] {
  const times = post.targets.map((target) => goesOutAt(post, target));
  const own = times.length > 0 ? times : [post.scheduled_at];
  return [...new Set(own.filter((at) => at !== null))].sort();
}

/** When a post next goes out somewhere; null when it does not any more. */
export const nextOut = (post: Dated, now: string): string | null =>
  outTimes(post).find((at) => at > now) ?? null;

/** Channels that go out with their post. */
export const withPost = <T extends { scheduled_at?: string | null }>(targets: readonly T[]): T[] =>
  targets.filter(({ scheduled_at }) => !scheduled_at);

/** What a channel of a post is made again from, as it was. */
export function targetAsItWas(target: PostView['targets'][number]) {
  const { connection_id, text, format, by_hand, options, wall_time, time_zone } = target;
  const when = wall_time !== null && time_zone !== null ? { wall_time, time_zone } : null;
  return { connection_id, text, format, by_hand, options, when };
}
