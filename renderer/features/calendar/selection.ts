import { create } from 'zustand';
import type { PlanWarning } from '../../../shared/queries.ts';
import { between } from './moves.ts';

type Selection = {
  ids: ReadonlySet<string>;
  /** Where Shift reaches from. */
  anchor: string | null;
};

const NONE: ReadonlySet<string> = new Set();

/** Which posts are chosen. A chip asks for itself only, so that choosing draws what was chosen. */
export const useSelection = create<Selection>(() => ({ ids: NONE, anchor: null }));

export const selection = {
  clear: () => useSelection.setState({ ids: NONE, anchor: null }),
  /** Only this one; it is drawn as the one that is open, not as chosen. */
  anchorAt: (id: string) => useSelection.setState({ ids: NONE, anchor: id }),
  set: (ids: Iterable<string>) => useSelection.setState(({ anchor }) => ({ ids: new Set(ids), anchor })),
  toggle: (id: string) =>
    useSelection.setState(({ ids, anchor }) => {
      const next = new Set(ids);
      // The one that was opened before counts as chosen: that is how one begins.
      if (ids.size === 0 && anchor !== null && anchor !== id) next.add(anchor);
      if (!next.delete(id)) next.add(id);
      return { ids: next, anchor: id };
    }),
  /** From the anchor to here, in the order on screen. */
  extendTo: (id: string, order: readonly string[]) =>
    useSelection.setState(({ anchor }) => ({
      ids: new Set(between(order, anchor ?? id, id)),
      anchor: anchor ?? id,
    })),
};

/** Posts that were copied, and the day that is put where they are pasted. */
export const useClipboard = create<{ ids: readonly string[] }>(() => ({ ids: [] }));

/** What is wrong with a post, by its id. */
export const useWarnings = create<{ byId: ReadonlyMap<string, PlanWarning> }>(() => ({ byId: new Map() }));
