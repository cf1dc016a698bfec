import { useMemo } from 'react';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import type { OpenSlot } from '../post/slots.ts';
import type { Range } from './range.ts';

/** Dates of series that are not posts yet, where empty slots are drawn. Filters are about posts: they leave both out. */
export function useOccurrences(range: Range, brandIds: string[], hidden: boolean): readonly OpenSlot[] {
  const timeZone = useBrand().time_zone;
  const { from, to } = range;
  const found = useLiveQuery('occurrences', hidden ? null : { brandIds, from, to, timeZone }).data;
  return useMemo(
    () =>
      (found ?? []).map((occurrence) => ({
        instant: occurrence.instant,
        when: {
          wall_time: occurrence.wall,
          time_zone: occurrence.time_zone,
          schedule_id: null,
          slot_key: occurrence.id,
        },
        occurrence,
      })),
    [found],
  );
}
