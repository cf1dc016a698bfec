import type { HookView } from '../../../shared/queries.ts';

export type HookFilter = {
  text: string;
  /** Empty: any. */
  category: string;
  season: string;
  sort: 'new' | 'used' | 'unused' | 'words';
};

export const NO_HOOK_FILTER: HookFilter = { text: '', category: '', season: '', sort: 'new' };

const folded = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** Hooks that meet a filter, in its order; they come newest first. */
export function chosenHooks(hooks: readonly HookView[], filter: HookFilter): HookView[] {
  const wanted = folded(filter.text).split(/\s+/).filter(Boolean);
  const found = hooks.filter((hook) => {
    const words = folded([hook.text, hook.type, hook.category, hook.season, hook.place].join(' '));
    return (
      wanted.every((word) => words.includes(word)) &&
      (filter.category === '' || hook.category === filter.category) &&
      (filter.season === '' || hook.season === filter.season)
    );
  });
  const orders: Record<HookFilter['sort'], (a: HookView, b: HookView) => number> = {
    new: () => 0,
    used: (a, b) => b.uses - a.uses,
    unused: (a, b) => a.uses - b.uses || (a.last_used_at ?? '').localeCompare(b.last_used_at ?? ''),
    words: (a, b) => a.text.localeCompare(b.text),
  };
  return found.toSorted(orders[filter.sort]);
}

/** Lines that were pasted as hooks: bullets and numbers off, none twice, none that is there already. */
export function pastedHooks(text: string, present: readonly string[]): string[] {
  const seen = new Set(present.map((one) => folded(one.trim())));
  return text
    .split(/\r?\n/)
    .map((line) =>
      line
        .replace(/^\s*(?:[-*•–]|\d{1,3}[.)])\s+/, '')
        .trim()
        .slice(0, 1000),
    )
    .filter((line) => line !== '' && !seen.has(folded(line)) && seen.add(folded(line)))
    .slice(0, 500);
}

/** What stands in a column of the hooks, each once, by name. */
export const valuesOf = (hooks: readonly HookView[], column: 'category' | 'season' | 'type'): string[] =>
  [...new Set(hooks.map((hook) => hook[column].trim()).filter((value) => value !== ''))].sort((a, b) =>
    a.localeCompare(b),
  );
