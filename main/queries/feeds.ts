import { rankItem } from '../../shared/feeds/rank.ts';
import type { Row } from '../../shared/kinds/index.ts';
import type { FeedSourceView, QueryArgs, QueryResult } from '../../shared/queries.ts';
import type { Reader } from '../replica/reader.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { byId, rowById, rowsOf } from './read-rows.ts';

export const feeds = ({ read }: ReplicaView, { brandId }: QueryArgs<'feeds'>): QueryResult<'feeds'> => ({
  topics: topicsOf(read, brandId),
  sources: sourcesOf(read, brandId),
});

const topicsOf = (read: Reader, brandId: string) => rowById(read, 'smart_feed', brandId)?.topics ?? [];

function sourcesOf(read: Reader, brandId: string): FeedSourceView[] {
  const sources = rowsOf(read, 'feed_source', 'select * from feed_sources where brand_id = ?', brandId);
  const states = byId(rowsOf(read, 'feed_state', 'select * from feed_states where brand_id = ?', brandId));
  const counts = new Map(
    read
      .all<{ id: string; items: number }>(
        'select source_id as id, count(*) as items from feed_items where brand_id = ? group by source_id',
        brandId,
      )
      .map(({ id, items }) => [id, items]),
  );
  return sources
    .map((source) => {
      const state = states.get(source.id) ?? null;
      const shown = source.name || state?.title || source.url.replace(/^https?:\/\/(www\.)?/, '');
      return { ...source, state, shown, items: counts.get(source.id) ?? 0 };
    })
    .sort((a, b) => a.shown.localeCompare(b.shown) || (a.id < b.id ? -1 : 1));
}

const isNew = (mark: Row<'feed_mark'> | undefined) => !mark?.dismissed && mark?.post_id == null;

export function feedItems(
  { read, now }: ReplicaView,
  { brandId, show, sourceId, limit }: QueryArgs<'feedItems'>,
): QueryResult<'feedItems'> {
  const topics = topicsOf(read, brandId);
  // Of a source that was just removed nothing is shown, even before the server has taken its items away.
  const sources = byId(sourcesOf(read, brandId));
  const marks = byId(rowsOf(read, 'feed_mark', 'select * from feed_marks where brand_id = ?', brandId));
  const all = rowsOf(
    read,
    'feed_item',
    'select * from feed_items where brand_id = ? order by published_at desc, id',
    brandId,
  ).filter((item) => sources.has(item.source_id));
  const shown = all.filter((item) => {
    const mark = marks.get(item.id);
    if (sourceId !== null && item.source_id !== sourceId) return false;
    if (show === 'new') return isNew(mark);
    return show === 'dismissed' ? mark?.dismissed === true : mark?.post_id != null && !mark.dismissed;
  });
  const at = now().toISOString();
  const ranked = shown.map((item) => ({ item, ...rankItem(item, topics, at) }));
  // Stable: what fits nothing stays newest first.
  if (show === 'new') ranked.sort((a, b) => b.score - a.score);
  return {
    items: ranked.slice(0, limit).map(({ item, matches }) => ({
      ...item,
      source: sources.get(item.source_id)?.shown ?? '',
      mark: marks.get(item.id) ?? null,
      matches,
    })),
    total: shown.length,
    unread: all.filter(({ id }) => isNew(marks.get(id)) && !marks.get(id)?.read).length,
  };
}
