import { byRank, type Ranked } from '../../../shared/ideas/rank.ts';
import { IDEA_STAGES, type IdeaStage } from '../../../shared/kinds/index.ts';
import type { IdeaView } from '../../../shared/queries.ts';

export const stageOf = ({ place }: IdeaView): IdeaStage => place?.stage ?? 'idea';

export const rankedOf = ({ id, post, place }: IdeaView): Ranked => ({
  id,
  rank: place?.rank ?? null,
  createdAt: post.created_at,
});

/** Ideas in their columns, each in its order. */
export function columnsOf(ideas: readonly IdeaView[]): { stage: IdeaStage; ideas: IdeaView[] }[] {
  return IDEA_STAGES.map((stage) => ({
    stage,
    ideas: ideas
      .filter((idea) => stageOf(idea) === stage)
      .toSorted((a, b) => byRank(rankedOf(a), rankedOf(b))),
  }));
}

/** Who looks at the board. */
export type Viewer = { role: string; personId: string | null };

/**
 * Whether the board keeps an idea back: it is for a later day, and the viewer neither manages the brand nor made it.
 * @param today a date on the brand's clock
 */
export function heldBack({ post, place }: IdeaView, viewer: Viewer, today: string): boolean {
  const from = place?.visible_after;
  if (from === null || from === undefined || from <= today || viewer.role !== 'member') return false;
  return post.created_by !== viewer.personId;
}
