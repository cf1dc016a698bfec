import type { ContentCalendarView, QueryArgs } from '../../shared/queries.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { decodeRow } from '../replica/rows.ts';

export const contentCalendars = (
  { read }: ReplicaView,
  { brandId }: QueryArgs<'contentCalendars'>,
): ContentCalendarView[] =>
  read
    .all<Record<string, unknown>>(
      `select c.*, (select count(*) from origins o join posts p on p.id = o.id where o.source_id = c.id) as made
         from content_calendars c where c.brand_id = ? order by c.name collate nocase, c.id`,
      brandId,
    )
    .map((raw) => ({ ...decodeRow('content_calendar', raw), made: raw.made as number }));

export const calendarPosts = ({ read }: ReplicaView, { calendarId }: QueryArgs<'calendarPosts'>): string[] =>
  read
    .all<{ id: string }>(
      'select o.id from origins o join posts p on p.id = o.id where o.source_id = ? order by o.id',
      calendarId,
    )
    .map(({ id }) => id);
