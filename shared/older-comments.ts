import { z } from 'zod';
import { kinds } from './kinds/index.ts';

/**
 * Comments that nothing happened to for long are not on every desktop; the server gives them page by page:
 * `GET /api/brands/:id/comments/older`. Newest first, each with its replies.
 */
export const olderFilterSchema = z.object({
  status: z.enum(['open', 'done']),
  /** Only this person's; null for everybody's. */
  assignedTo: z.uuid().nullable(),
});
export type OlderFilter = z.infer<typeof olderFilterSchema>;

/** Where a page ended: its last comment's time, to the microsecond, and id. */
export const olderCursorSchema = z.object({ before: z.iso.datetime(), before_id: z.uuid() });
export type OlderCursor = z.infer<typeof olderCursorSchema>;

/** How much of a list is on this device: there are `more`, all of it, or as much as is kept (`full`). */
export type OlderState = 'more' | 'complete' | 'full';

export const OLDER_PAGE = 50;

export const olderQuerySchema = z
  .object({
    status: olderFilterSchema.shape.status,
    assigned_to: z.uuid().optional(),
    before: olderCursorSchema.shape.before.optional(),
    before_id: olderCursorSchema.shape.before_id.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(OLDER_PAGE),
  })
  .refine(({ before, before_id }) => (before === undefined) === (before_id === undefined), {
    error: 'before and before_id belong together',
  });

export const olderPageSchema = z.object({
  comments: z.array(kinds.comment.schema),
  replies: z.array(kinds.reply.schema),
  /** Null: there are no more. */
  next: olderCursorSchema.nullable(),
});
export type OlderPage = z.infer<typeof olderPageSchema>;

/** Asks for a page. @param cursor the end of the page before; null for the first */
export function olderPath(brandId: string, { status, assignedTo }: OlderFilter, cursor: OlderCursor | null) {
  const query = new URLSearchParams({ status, ...cursor });
  if (assignedTo !== null) query.set('assigned_to', assignedTo);
  return `/brands/${brandId}/comments/older?${query}`;
}
