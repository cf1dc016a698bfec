import { z } from 'zod';
import { c, defineKind } from './define.ts';
import { stamps } from './fields.ts';
import { POST_TYPES } from './posts.ts';

/** The most days a content calendar may take. */
export const MAX_CALENDAR_DAYS = 366;

/**
 * One post of a content calendar. Its day is counted from the first (0), or is a weekday (1 is Monday) of a week
 * counted from the first (0): the first such day on or after that week's beginning.
 */
export const calendarEntrySchema = z.object({
  id: z.uuid(),
  on: z.union([
    z.object({
      day: z
        .int()
        .min(0)
        .max(MAX_CALENDAR_DAYS - 1),
    }),
    z.object({ week: z.int().min(0).max(52), weekday: z.int().min(1).max(7) }),
  ]),
  /** Wall time `HH:MM` in the brand's zone; null: the next free slot of the schedule, from that day on. */
  time: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/)
    .nullable(),
  schedule_id: z.uuid().nullable(), // null: any schedule that is not paused
  connection_ids: z.array(z.uuid()).max(100).nullable(), // null: where its schedule goes, else every channel
  pillar_id: z.uuid().nullable(),
  post_type: z.enum(POST_TYPES),
  title: z.string().max(500),
  topic_angle: z.string().max(2000),
  caption: z.string().max(10_000), // with variables (shared/text/template.ts)
});
export type CalendarEntry = z.infer<typeof calendarEntrySchema>;

/** Kinds: content calendars, and where posts came from. */
export const calendarsKinds = {
  /** A plan of posts by day, to be applied to dates again and again. */
  content_calendar: defineKind('content_calendar', 'content_calendars', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    name: c.text(200),
    description: c.text(5000),
    days: c.integer(),
    entries: c.json(z.array(calendarEntrySchema).max(400)),
    ...stamps,
  }),
  /** What a post was made from; id is the post's. Nothing of it goes out. */
  origin: defineKind('origin', 'origins', 'planning', {
    id: c.uuid(),
    brand_id: c.uuid(),
    source: c.oneOf(['feed', 'calendar', 'post']),
    source_id: c.uuid(), // the item of a feed, the content calendar, or the evergreen post
    name: c.text(300), // of the feed or calendar, as it was called then
    title: c.text(500), // of the item
    url: c.textOrNull(2000), // where the item is
    entry_id: c.uuidOrNull(), // the entry of the content calendar
    day: c.dateOrNull(), // the day its entry meant
    ...stamps,
  }),
} as const;
