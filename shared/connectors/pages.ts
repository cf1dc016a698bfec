/** A page of a platform's list; `next`: what the one behind it is asked for with, null for the last. */
export type Page<T> = { items: T[]; next: string | null };

/** More pages of one list are not read at once: what asks has limits to keep and somebody who waits. */
const MOST_PAGES = 20;

/**
 * Reads a list page by page, to its end or, where it begins with the newest, back to a moment.
 * @param ask for a page; given null for the first
 * @param past whether everything behind an item is too old to matter
 * @returns what it read, and whether that is all there is
 */
export async function readPages<T>(
  ask: (next: string | null) => Promise<Page<T>>,
  past: (item: T) => boolean = () => false,
): Promise<{ items: T[]; whole: boolean }> {
  const items: T[] = [];
  let next: string | null = null;
  for (let n = 0; n < MOST_PAGES; n += 1) {
    const page = await ask(next);
    items.push(...page.items);
    const last = page.items.at(-1);
    if (page.next === null || (last !== undefined && past(last))) return { items, whole: true };
    next = page.next;
  }
  return { items, whole: false };
}
