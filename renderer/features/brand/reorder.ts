/** The list with one item moved to stand at another's place; unchanged where either is not in it. */
export function moveTo<T extends { id: string }>(items: readonly T[], id: string, index: number): T[] {
  const moved = items.find((item) => item.id === id);
  if (!moved) return [...items];
  const rest = items.filter((item) => item !== moved);
  const at = Math.max(0, Math.min(index, rest.length));
  return [...rest.slice(0, at), moved, ...rest.slice(at)];
}

/** Rows whose `position` is not their place in the list, with the place. */
export const misplaced = <T extends { position: number }>(
  items: readonly T[],
): { item: T; position: number }[] =>
  items.flatMap((item, position) => (item.position === position ? [] : [{ item, position }]));
