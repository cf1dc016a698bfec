import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';

/** What stands in an order that two people may change at once. */
export type Ordered = { id: string; rank: string };

/** The order of parts: by rank, and where two devices chose the same one, by id. */
export const byRank = (a: Ordered, b: Ordered): number =>
  a.rank === b.rank ? (a.id < b.id ? -1 : 1) : a.rank < b.rank ? -1 : 1;

/** Ranks for some parts behind all others. @param last the last part there is; null where there is none */
export const ranksAfter = (last: string | null, count: number): string[] =>
  generateNKeysBetween(readable(last) ? last : null, null, count);

/**
 * The ranks to write so that a part comes to stand at a place.
 * @param others the parts in their order, without the one that moves
 * @param index its place among them, 0 is the first
 * @returns by id; usually its own alone, those of all where two neighbours share a rank
 */
export function ranksFor(others: readonly Ordered[], id: string, index: number): Record<string, string> {
  const at = Math.max(0, Math.min(index, others.length));
  const before = others[at - 1]?.rank ?? null;
  const after = others[at]?.rank ?? null;
  const room = before === null || after === null || before < after;
  if (room && readable(before) && readable(after)) return { [id]: generateKeyBetween(before, after) };
  const ids = [...others.slice(0, at).map((one) => one.id), id, ...others.slice(at).map((one) => one.id)];
  const ranks = generateNKeysBetween(null, null, ids.length);
  return Object.fromEntries(ids.map((one, place) => [one, ranks[place] ?? '']));
}

/** A rank the library can go on from: rows of other programs may hold anything. */
function readable(rank: string | null): boolean {
  if (rank === null) return true;
  try {
    generateKeyBetween(rank, null);
    return true;
  } catch {
    return false;
  }
}
