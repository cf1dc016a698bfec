/** What the board knows of an idea to put it in order: `rank` where somebody moved it, else when it was made. */
export type Ranked = { id: string; rank: number | null; createdAt: string };

/** Room between two ideas that were made a millisecond apart. */
const STEP = 1000;

export const rankOf = ({ rank, createdAt }: Ranked): number => rank ?? Date.parse(createdAt) * STEP;

/** The order of a column: the highest rank first. */
export const byRank = (a: Ranked, b: Ranked): number => rankOf(b) - rankOf(a) || (a.id < b.id ? 1 : -1);

/**
 * The ranks to write so that an idea comes to stand at a place of a column.
 * @param column the ideas of the column in their order, without the one that moves
 * @param index its place among them, 0 is the top
 * @returns by id; usually its own alone, all of the column's where there is no room
 */
export function ranksFor(column: readonly Ranked[], id: string, index: number): Record<string, number> {
  const at = Math.max(0, Math.min(index, column.length));
  const above = column[at - 1];
  const below = column[at];
  if (!above && !below) return {};
  if (!above && below) return { [id]: rankOf(below) + 1000 * STEP };
  if (above && !below) return { [id]: rankOf(above) - 1000 * STEP };
  const [high, low] = above && below ? [rankOf(above), rankOf(below)] : [0, 0];
  const middle = Math.floor((high + low) / 2);
  if (middle < high && middle > low) return { [id]: middle };
  const ids = [...column.slice(0, at).map((one) => one.id), id, ...column.slice(at).map((one) => one.id)];
  const top = Math.max(...column.map(rankOf)) + 1000 * STEP;
  return Object.fromEntries(ids.map((one, place) => [one, top - place * 1000 * STEP]));
}
