import { z } from 'zod';

/** A calendar others subscribe to, as its makers see it; the address itself is known only when it is made. */
export const calendarFeedSchema = z.object({
  id: z.uuid(),
  brand_id: z.uuid(),
  /** Who, or which program, it is for. */
  label: z.string(),
  /** Only posts of these; empty: all. */
  pillar_ids: z.array(z.uuid()),
  connection_ids: z.array(z.uuid()),
  created_by: z.uuid(),
  created_at: z.string(),
  /** When a program last asked. */
  fetched_at: z.string().nullable(),
});
export type CalendarFeedView = z.infer<typeof calendarFeedSchema>;
