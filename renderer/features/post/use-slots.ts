import { useMemo } from 'react';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';
import { nextOpenSlot, openSlots, withHolidays } from './slots.ts';

/** The brand's schedules and which of their slots are free. */
export function useSlots() {
  const brand = useBrand();
  const now = useNow();
  // From yesterday on: the argument then changes once a day, not every minute.
  const from = new Date(Date.parse(now.slice(0, 10)) - 86_400_000).toISOString();
  const schedules = useLiveQuery('schedules', { brandId: brand.id }).data;
  const holidays = useLiveQuery('holidays', { brandId: brand.id }).data;
  const takenKeys = useLiveQuery('takenSlots', { brandId: brand.id, from }).data;
  return useMemo(() => {
    const all = withHolidays(schedules ?? [], holidays ?? []);
    const taken = new Set(takenKeys ?? []);
    return {
      ready: schedules !== undefined && holidays !== undefined && takenKeys !== undefined,
      schedules: all,
      /** Open slots in a range that have not passed. */
      between: (fromIso: string, toIso: string) =>
        openSlots(all, taken, fromIso > now ? fromIso : now, toIso),
      /** The first open slot from now on. */
      next: nextOpenSlot(all, taken, now),
      /** The first open slot after a moment. */
      after: (iso: string) => nextOpenSlot(all, taken, iso > now ? iso : now),
    };
  }, [schedules, holidays, takenKeys, now]);
}
