import { byRank, type Ranked } from '../../../shared/ideas/rank.ts';
import { IDEA_STAGES, type IdeaStage } from '../../../shared/kinds/index.ts';
import type { IdeaView } from '../../../shared/queries.ts';

/** What the board's columns stand for. */
export const BOARD_BY = ['stage', 'pillar', 'month'] as const;
export type BoardBy = (typeof BOARD_BY)[number];

/** The column of ideas without a pillar, or without a month. */
export const NONE = 'none';

/** Months ahead that have a column although nothing is in it. */
const MONTHS_AHEAD = 2;

export const stageOf = ({ place }: IdeaView): IdeaStage => place?.stage ?? 'idea';

export const rankedOf = ({ id, post, place }: IdeaView): Ranked => ({
  id,
  rank: place?.rank ?? null,
  createdAt: post.created_at,
});

/** The column an idea is in: a stage, a pillar's id or a month (`2026-12`), or NONE. */
export function columnOf(idea: IdeaView, by: BoardBy): string {
  if (by === 'stage') return stageOf(idea);
  // A pillar that is gone reads as none.
  if (by === 'pillar') return idea.post.pillar?.id ?? NONE;
  return idea.place?.release_month ?? NONE;
}

/**
 * The columns there are, in their order.
 * @param pillars ids in the brand's order
 * @param month the present one on the brand's clock
 */
export function columnKeys(
  by: BoardBy,
  ideas: readonly IdeaView[],
  pillars: readonly string[],
  month: string,
): string[] {
  if (by === 'stage') return [...IDEA_STAGES];
  if (by === 'pillar') return [...pillars, NONE];
  const used = ideas.flatMap(({ place }) => place?.release_month ?? []);
  const ahead = Array.from({ length: MONTHS_AHEAD + 1 }, (_, index) => monthAfter(month, index));
  return [NONE, ...[...new Set([...used, ...ahead])].sort()];
}

/** The month so many months later. @param month `2026-12` */
export function monthAfter(month: string, by: number): string {
  const all = Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1 + by;
  return `${String(Math.floor(all / 12)).padStart(4, '0')}-${String((all % 12) + 1).padStart(2, '0')}`;
}

export type BoardColumn = { key: string; ideas: IdeaView[] };

/** Ideas in their columns, each in its order. */
export function columnsOf(ideas: readonly IdeaView[], by: BoardBy, keys: readonly string[]): BoardColumn[] {
  const own = Map.groupBy(ideas, (idea) => columnOf(idea, by));
  return keys.map((key) => ({
    key,
    ideas: (own.get(key) ?? []).toSorted((a, b) => byRank(rankedOf(a), rankedOf(b))),
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
