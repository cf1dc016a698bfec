import { useMemo } from 'react';
import type { PostCard } from '../../../shared/queries.ts';
import { useSetting } from '../../app/settings.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { postState } from '../post/post-state.ts';
import { usePostWords } from '../post/use-post-words.ts';
import type { DayItem } from './day-items.ts';
import { agendaLines, LIST_COLUMNS, type Line, type ListSort, listLines } from './lines.ts';
import type { View } from './range.ts';

export type Lines = {
  lines: Line[];
  sort: ListSort;
  onSort(sort: ListSort): void;
  brandName: ((post: PostCard) => string) | null;
};

/** An agenda's or a list's lines; null for what is drawn as a grid. */
export function useLines(
  view: View,
  items: ReadonlyMap<string, readonly DayItem[]>,
  today: string,
  severalBrands: boolean,
): Lines | null {
  const words = usePostWords();
  const now = useNow();
  const brands = useLiveQuery('brands', {}).data;
  const [kept, onSort] = useSetting('calendarSort');
  const column = LIST_COLUMNS.find((one) => one === kept.column) ?? 'when';
  const { down } = kept;
  const { name, stateName } = words;
  // The words of a language are new functions at every render; they change when what they are asked about does.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  return useMemo(() => {
    if (view !== 'agenda' && view !== 'list') return null;
    const sort = { column, down };
    const brandName = (post: PostCard) => brands?.find(({ id }) => id === post.brand_id)?.name ?? '';
    const lines =
      view === 'agenda'
        ? agendaLines(items, today)
        : listLines(items, sort, (post, by) => {
            switch (by) {
              case 'title':
                return name(post);
              case 'pillar':
                return post.pillar?.name ?? '';
              case 'channels':
                return post.targets
                  .map(({ connection }) => (connection ? platformNames[connection.platform] : ''))
                  .join(' ');
              case 'state':
                return stateName(postState(post, now));
              case 'brand':
                return brandName(post);
            }
          });
    return { lines, sort, onSort, brandName: severalBrands ? brandName : null };
  }, [view, items, today, severalBrands, column, down, brands, now]);
}
