import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { ranksFor } from '../../../shared/ideas/rank.ts';
import { IDEA_STAGES } from '../../../shared/kinds/index.ts';
import type { IdeaView } from '../../../shared/queries.ts';
import { mutateAll, type PlannedMutation } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import { type BoardBy, type BoardColumn, columnOf, NONE, rankedOf } from './board-columns.ts';

/**
 * Moves an idea to a place of a column, and offers to put it back.
 * @param column where it goes, with the ideas there in their order
 * @param index its place among the others there
 */
export async function moveIdea(
  idea: IdeaView,
  by: BoardBy,
  column: BoardColumn,
  index: number,
): Promise<void> {
  const { id } = idea;
  const brandId = idea.post.brand_id;
  const others = column.ideas.filter((one) => one.id !== id);
  const after = ranksFor(others.map(rankedOf), id, index);
  const held = new Map([...column.ideas, idea].map((one) => [one.id, one.place?.rank ?? null]));
  const before = Object.fromEntries(Object.keys(after).map((one) => [one, held.get(one) ?? null]));
  const home = columnOf(idea, by);
  const visible = idea.place?.visible_after ?? null;

  const write = (
    ranks: Record<string, number | null>,
    from: string,
    to: string,
    visibleThen: string | null,
  ) =>
    mutateAll([
      ...Object.entries(ranks).map(
        ([one, rank]): PlannedMutation => ({
          name: 'idea.edit',
          args: { id: one, brand_id: brandId, fields: { rank } },
        }),
      ),
      ...(from === to ? [] : [changeOf(id, brandId, by, to, visibleThen)]),
    ]);
  // An idea that is kept back until its month is kept back until its new one.
  const visibleThere = by === 'month' && visible !== null && column.key !== NONE ? `${column.key}-01` : null;
  if (Object.keys(after).length === 0 && home === column.key) return;
  if (!(await write(after, home, column.key, visibleThere))) return;
  /** As long as it still stands where it was put. */
  const back =
    (ranks: Record<string, number | null>, from: string, to: string, visibleThen: string | null) =>
    async () => {
      const now = (await readOnce('ideas', { brandId })).find((one) => one.id === id);
      if (!now || columnOf(now, by) !== from) return 'changed' as const;
      return write(ranks, from, to, visibleThen);
    };
  offerUndo(
    i18n._(msg`Idea moved.`),
    back(before, column.key, home, visible),
    back(after, home, column.key, visibleThere),
  );
}

/** What makes an idea one of another column. */
function changeOf(
  id: string,
  brand_id: string,
  by: BoardBy,
  key: string,
  visible_after: string | null,
): PlannedMutation {
  if (by === 'pillar') {
    const pillar_id = key === NONE ? null : key;
    return { name: 'post.edit', args: { id, brand_id, fields: { pillar_id }, base: {} } };
  }
  if (by === 'month') {
    const release_month = key === NONE ? null : key;
    return { name: 'idea.release', args: { id, brand_id, fields: { release_month, visible_after } } };
  }
  const stage = IDEA_STAGES.find((one) => one === key) ?? 'idea';
  return { name: 'idea.edit', args: { id, brand_id, fields: { stage } } };
}
