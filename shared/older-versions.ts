import { z } from 'zod';
import { kinds } from './kinds/index.ts';
import { olderCursorSchema } from './older-comments.ts';

/**
 * Versions of a post that were accepted longer ago are not on every desktop; the server gives those of one post page by
 * page: `GET /api/brands/:id/posts/:postId/versions/older`, newest first.
 */
export const HISTORY_DAYS = 90;

export const OLDER_VERSIONS_PAGE = 50;

export const olderVersionsQuerySchema = z
  .object({
    before: olderCursorSchema.shape.before.optional(),
    before_id: olderCursorSchema.shape.before_id.optional(),
    limit: z.coerce.number().int().min(1).max(200).default(OLDER_VERSIONS_PAGE),
  })
  .refine(({ before, before_id }) => (before === undefined) === (before_id === undefined), {
    error: 'before and before_id belong together',
  });

export const olderVersionsPageSchema = z.object({
  revisions: z.array(kinds.revision.schema),
  /** When its last version was accepted, to the microsecond, and its id. Null: there are no more. */
  next: olderCursorSchema.nullable(),
});
export type OlderVersionsPage = z.infer<typeof olderVersionsPageSchema>;

/** Asks for a page. @param cursor the end of the page before; null for the first */
export function olderVersionsPath(
  brandId: string,
  postId: string,
  cursor: z.infer<typeof olderCursorSchema> | null,
) {
  const query = new URLSearchParams(cursor ?? {});
  return `/brands/${brandId}/posts/${postId}/versions/older?${query}`;
}

/**
 * Whether a post can have versions that no desktop is sent any more. Nothing is accepted before it was made: a younger
 * post has none.
 * @param post as this device has it; an instant of the device's clock says how old it is
 */
export const mayHaveOlderVersions = (post: { created_at: string }, now: Date): boolean =>
  now.getTime() - Date.parse(post.created_at) > HISTORY_DAYS * 86_400_000;
