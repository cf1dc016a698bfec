import type { PostView, QueryArgs } from '../../shared/queries.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { ALIKE_DAYS, textsOf } from './plan-warnings.ts';
import { postViews } from './views.ts';

const DAY_MS = 86_400_000;
/** As far ahead as anybody plans. */
const END = '9999-12-31T00:00:00.000Z';
/** The most that is shown at once; what is settled makes room for the rest. */
const MOST_GROUPS = 100;
const OUT = ['published', 'by_hand', 'publishing', 'unknown'];

/**
 * Posts of a brand that say nearly the same within four weeks of each other, put together, each group in order of time;
 * the group whose next post goes out first comes first. A group without a post that can still be changed is left out.
 */
export function alikePosts(replica: ReplicaView, { brandId }: QueryArgs<'alikePosts'>): PostView[][] {
  const present = replica.now();
  const from = new Date(present.getTime() - ALIKE_DAYS * DAY_MS).toISOString().slice(0, 10);
  const texts = textsOf(replica.read, brandId, [`${from}T00:00:00.000Z`, END]);
  const groups: string[][] = [];
  const seen = new Set<string>();
  for (const id of texts.posts.keys()) {
    if (seen.has(id)) continue;
    const group = [id];
    seen.add(id);
    for (const one of group)
      for (const other of texts.index.of(one)) {
        if (seen.has(other)) continue;
        seen.add(other);
        group.push(other);
      }
    const ahead = group.some((one) => (texts.posts.get(one)?.scheduled_at ?? '') > present.toISOString());
    if (group.length > 1 && ahead && groups.length < MOST_GROUPS) groups.push(group);
  }
  if (groups.length === 0) return [];
  const views = postViews(
    replica,
    'p.id in (select value from json_each(?)) order by p.scheduled_at, p.id',
    JSON.stringify(groups.flat()),
  );
  const place = new Map(groups.flatMap((group, at) => group.map((id) => [id, at] as const)));
  const found = Map.groupBy(views, ({ id }) => place.get(id) ?? -1);
  const now = present.toISOString();
  const nextOf = (group: readonly PostView[]) =>
    group.find(({ scheduled_at }) => (scheduled_at ?? '') > now)?.scheduled_at ?? END;
  return [...found.values()]
    .filter((group) => group.some((post) => isOpen(post) && (post.scheduled_at ?? '') > now))
    .sort((a, b) => (nextOf(a) < nextOf(b) ? -1 : 1));
}

const isOpen = ({ targets }: PostView) =>
  !targets.some(({ publication }) => publication !== null && OUT.includes(publication.state));
