/** Letters as they are compared: without case, accents and width. */
export const plain = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/**
 * How well a name fits what was typed.
 * @param also further words it may be found by, which count less than its name
 * @returns 0 when a word that was typed is in neither; else more, the better it fits
 */
export function closeness(typed: string, name: string, also = ''): number {
  const asked = plain(typed).trim();
  if (asked === '') return 1;
  const label = plain(name);
  if (label === asked) return 100;
  if (label.startsWith(asked)) return 90;
  const words = asked.split(/\s+/);
  const starts = (text: string, word: string) =>
    text.startsWith(word) ||
    [' ', '-', '@', '“', '(', '/', '.'].some((before) => text.includes(before + word));
  if (words.every((word) => starts(label, word))) return 70;
  if (words.every((word) => label.includes(word))) return 50;
  const all = `${label} ${plain(also)}`;
  if (words.every((word) => starts(all, word))) return 30;
  // One letter in the middle of some further word says nothing.
  return asked.length > 1 && words.every((word) => all.includes(word)) ? 20 : 0;
}

/** What was chosen lately comes before what fits as well. */
const RECENT_BONUS = 8;

export type Ranked<T> = { item: T; score: number };

/**
 * The items that fit, the best first; equals keep their order.
 * @param recent values chosen lately
 */
export function ranked<T extends { value: string; label: string; also?: string | undefined; base?: number }>(
  items: readonly T[],
  typed: string,
  recent: ReadonlySet<string>,
): Ranked<T>[] {
  return items
    .map((item) => {
      const own = closeness(typed, item.label, item.also);
      // What a search found fits by words that are not in its name.
      const score = Math.max(own, item.base ?? 0);
      return { item, score: score > 0 && recent.has(item.value) ? score + RECENT_BONUS : score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

export type RecentChoice = { value: string; label: string; brandId: string; path: string | null };

const KEPT = 24;

/** With what was chosen now in front, each once. */
export const withRecent = (before: readonly RecentChoice[], chosen: RecentChoice): RecentChoice[] =>
  [
    chosen,
    ...before.filter(({ value, brandId }) => value !== chosen.value || brandId !== chosen.brandId),
  ].slice(0, KEPT);
