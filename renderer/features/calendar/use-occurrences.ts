import { useMemo } from 'react';
import type { PlanFilter } from '../../../shared/planning/filter.ts';
import { passesFilter } from '../../../shared/planning/filter.ts';
import type { OccurrenceView } from '../../../shared/queries.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import type { OpenSlot } from '../post/slots.ts';
import type { Range } from './range.ts';

type Dates = { slots: readonly OpenSlot[]; dates: readonly OccurrenceView[] };

/** Dates of series that are not posts yet, as far as the filter lets them through: drawn where empty slots are. */
export function useOccurrences(range: Range, brandIds: string[], filter: PlanFilter): Dates {
  const timeZone = useBrand().time_zone;
  const { from, to } = range;
  const found = useLiveQuery('occurrences', { brandIds, from, to, timeZone }).data;
  return useMemo(() => {
    const dates = (found ?? []).filter((date) => passesFilter(date, filter));
    const slots = dates.map((occurrence) => ({
      instant: occurrence.instant,
      when: {
        wall_time: occurrence.wall,
        time_zone: occurrence.time_zone,
        schedule_id: null,
        slot_key: occurrence.id,
      },
      occurrence,
    }));
    return { slots, dates };
  }, [found, filter]);
}
