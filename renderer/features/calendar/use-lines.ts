import { useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import type { Platform, Row } from '../../../shared/kinds/index.ts';
import type { OccurrenceView } from '../../../shared/queries.ts';
import { useSetting } from '../../app/settings.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { postState } from '../post/post-state.ts';
import { usePostWords } from '../post/use-post-words.ts';
import type { DayItem } from './day-items.ts';
import { agendaLines, LIST_COLUMNS, type Line, type Listed, type ListSort, listLines } from './lines.ts';
import type { View } from './range.ts';

export type Lines = {
  lines: Line[];
  sort: ListSort;
  onSort(sort: ListSort): void;
  brandName: ((listed: Listed) => string) | null;
  /** Where a date of a series will go. */
  platformsOf(occurrence: OccurrenceView): Platform[];
};

/** An agenda's or a list's lines; null for what is drawn as a grid. */
export function useLines(
  view: View,
  items: ReadonlyMap<string, readonly DayItem[]>,
  today: string,
  severalBrands: boolean,
  connections: readonly Row<'connection'>[],
): Lines | null {
  const { t } = useLingui();
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
    const brandName = (listed: Listed) => brands?.find(({ id }) => id === listed.brand_id)?.name ?? '';
    const platformsOf = (occurrence: OccurrenceView) =>
      occurrence.targets.flatMap(
        ({ connection_id }) => connections.find(({ id }) => id === connection_id)?.platform ?? [],
      );
    const lines =
      view === 'agenda'
        ? agendaLines(items, today)
        : listLines(items, sort, (listed, by) => {
            switch (by) {
              case 'title':
                return name(listed);
              case 'pillar':
                return listed.pillar?.name ?? '';
              case 'channels':
                return (
                  'status' in listed
                    ? listed.targets.flatMap(({ connection }) => connection?.platform ?? [])
                    : platformsOf(listed)
                )
                  .map((platform) => platformNames[platform])
                  .join(' ');
              case 'state':
                return 'status' in listed ? stateName(postState(listed, now)) : t`Recurring`;
              case 'brand':
                return brandName(listed);
            }
          });
    return { lines, sort, onSort, brandName: severalBrands ? brandName : null, platformsOf };
  }, [view, items, today, severalBrands, column, down, brands, connections, now]);
}
