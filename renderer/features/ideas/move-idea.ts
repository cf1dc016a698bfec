import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { ranksFor } from '../../../shared/ideas/rank.ts';
import type { IdeaStage, Row } from '../../../shared/kinds/index.ts';
import type { IdeaView } from '../../../shared/queries.ts';
import { mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';
import { rankedOf, stageOf } from './board-columns.ts';

type Place = Partial<Pick<Row<'idea'>, 'stage' | 'rank'>>;

/**
 * Moves an idea to a place of a column, and offers to put it back.
 * @param column the ideas of that column in their order
 * @param index its place among the others there
 */
export async function moveIdea(
  idea: IdeaView,
  stage: IdeaStage,
  column: readonly IdeaView[],
  index: number,
): Promise<void> {
  const brandId = idea.post.brand_id;
  const others = column.filter(({ id }) => id !== idea.id);
  const ranks = ranksFor(others.map(rankedOf), idea.id, index);
  const after: Record<string, Place> = Object.fromEntries(
    Object.entries(ranks).map(([id, rank]) => [id, { rank }]),
  );
  if (stageOf(idea) !== stage) after[idea.id] = { ...after[idea.id], stage };
  const known = new Map([...column, idea].map((one) => [one.id, one]));
  const before: Record<string, Place> = {};
  for (const [id, fields] of Object.entries(after)) {
    const held = known.get(id);
    if (!held) continue;
    before[id] = { rank: held.place?.rank ?? null, ...(fields.stage && { stage: stageOf(held) }) };
  }
  const write = (places: Record<string, Place>) =>
    mutateAll(
      Object.entries(places).map(([id, fields]) => ({
        name: 'idea.edit',
        args: { id, brand_id: brandId, fields },
      })),
    );
  if (Object.keys(after).length === 0 || !(await write(after))) return;
  /** As long as it still stands where it was put. */
  const back = (to: Record<string, Place>, expected: Record<string, Place>) => async () => {
    const now = (await readOnce('ideas', { brandId })).find(({ id }) => id === idea.id);
    const wanted = expected[idea.id];
    if (!now || (wanted?.stage && stageOf(now) !== wanted.stage)) return 'changed' as const;
    return write(to);
  };
  offerUndo(i18n._(msg`Idea moved.`), back(before, after), back(after, before));
}
