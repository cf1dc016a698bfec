import { useMemo } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { type CalendarLine, placeCalendar } from '../../../shared/planning/place-calendar.ts';
import { addDays } from '../../../shared/time/calendar.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { useNow } from '../../app/use-now.ts';

/**
 * What applying a calendar to these days would make, as the plan stands now; undefined while it is being read.
 * @param choices lines taken in or left out, by key
 */
export function useCalendarLines(
  calendar: Row<'content_calendar'>,
  firstDay: string,
  lastDay: string,
  choices: ReadonlyMap<string, boolean>,
): CalendarLine[] | undefined {
  const brand = useBrand();
  const now = useNow();
  const brandId = brand.id;
  const from = new Date(Date.parse(now.slice(0, 10)) - 86_400_000).toISOString();
  const schedules = useLiveQuery('schedules', { brandId }).data;
  const holidays = useLiveQuery('holidays', { brandId }).data;
  const takenSlots = useLiveQuery('takenSlots', { brandId, from }).data;
  const connections = useLiveQuery('connections', { brandId }).data;
  const made = useLiveQuery('calendarPosts', { calendarId: calendar.id }).data;
  // A slot may lie some days behind the last one.
  const to = addDays(lastDay, 31);
  const posts = useLiveQuery('calendar', { brandId, from: firstDay, to, timeZone: brand.time_zone }).data;
  return useMemo(() => {
    if (!schedules || !holidays || !takenSlots || !connections || !made || !posts) return undefined;
    return placeCalendar({
      ...{ calendar, firstDay, lastDay, timeZone: brand.time_zone, schedules, holidays, takenSlots },
      posts: posts.map(({ title, caption, scheduled_at, targets }) => ({
        title: title || caption.slice(0, 60),
        scheduled_at,
        connection_ids: targets.map(({ connection_id }) => connection_id),
      })),
      madeIds: new Set(made),
      connectionIds: connections.map(({ id }) => id),
      ...{ now, choices },
    });
  }, [
    calendar,
    firstDay,
    lastDay,
    brand.time_zone,
    schedules,
    holidays,
    takenSlots,
    connections,
    made,
    posts,
    now,
    choices,
  ]);
}
