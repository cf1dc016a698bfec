import type { Row } from '../../shared/kinds/index.ts';
import type { PartView } from '../../shared/queries.ts';
import { byRank } from '../../shared/threads/order.ts';
import type { Reader } from '../replica/reader.ts';
import { byId, rowsOf } from './read-rows.ts';

/** What follows these posts, in order, by post. */
export function partsOfPosts(read: Reader, postIds: readonly string[]): Map<string, PartView[]> {
  const found = new Map<string, PartView[]>();
  // Most months have none: then this is all it costs.
  if (!read.get('select 1 from post_parts limit 1')) return found;
  const parts = rowsOf(
    read,
    'part',
    'select t.* from json_each(?) j join post_parts t on t.post_id = j.value',
    JSON.stringify(postIds),
  );
  const assets = byId(
    rowsOf(
      read,
      'asset',
      'select t.* from assets t where t.id in (select value from json_each(?))',
      JSON.stringify(parts.flatMap(({ asset_ids }) => asset_ids)),
    ),
  );
  for (const part of parts.toSorted(byRank)) {
    const view = { ...part, assets: part.asset_ids.map((id) => assets.get(id) ?? null) };
    const before = found.get(part.post_id);
    if (before) before.push(view);
    else found.set(part.post_id, [view]);
  }
  return found;
}

/** Tells what became of what follows these posts on a channel, the first one first. */
export function stepsOfTargets(
  read: Reader,
  postIds: readonly string[],
): (target: { post_id: string; connection_id: string }) => Row<'publication'>[] {
  if (!read.get('select 1 from publications where part_id is not null limit 1')) return () => [];
  const rows = rowsOf(
    read,
    'publication',
    `select t.* from json_each(?) j join publications t on t.post_id = j.value and t.part_id is not null
      order by t.due_at, t.id`,
    JSON.stringify(postIds),
  );
  return ({ post_id, connection_id }) =>
    rows.filter((row) => row.post_id === post_id && row.connection_id === connection_id);
}
