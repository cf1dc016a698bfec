import { useEffect } from 'react';
import { z } from 'zod';
import { readOnce } from '../../app/read-once.ts';
import { useBrand } from '../../app/use-brand.ts';
import { readView, writeView } from '../../app/view-state.ts';
import { selection, useSelection } from './selection.ts';

const schema = z.array(z.uuid()).max(20_000);

/** What was chosen when this brand's calendar was left is chosen again, as far as it is still there. */
export function useKeptSelection(): void {
  const { id } = useBrand();
  useEffect(() => {
    const view = `${id}/calendar`;
    let gone = false;
    const kept = readView<string[]>(view, 'selection', schema, []);
    if (kept.length > 0) {
      readOnce('posts', { ids: kept }).then(
        (posts) => {
          // Whoever has begun to choose anew meanwhile means that.
          if (!gone && useSelection.getState().ids.size === 0) selection.set(posts.map((post) => post.id));
        },
        () => undefined,
      );
    }
    const stop = useSelection.subscribe(({ ids }, before) => {
      if (ids !== before.ids) writeView(view, 'selection', [...ids]);
    });
    return () => {
      gone = true;
      stop();
      // What is chosen is of this brand and screen.
      selection.clear();
    };
  }, [id]);
}
