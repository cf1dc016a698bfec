import { z } from 'zod';

/** What the Sandbox network's own API answers (server/modules/sandbox); the connector reads it with the same schemas. */
export const sandboxAccountSchema = z.object({ id: z.uuid(), handle: z.string(), display_name: z.string() });
export const sandboxSignInSchema = z.object({ account: sandboxAccountSchema, token: z.string() });
/** A post or a comment as the one who made it gets it back. */
export const sandboxThingSchema = z.object({ id: z.uuid(), url: z.string(), created_at: z.string() });
/** A post or a comment as it stands. */
export const sandboxStandingSchema = sandboxThingSchema.extend({ text: z.string() });
/** A picture on a post; `data` is its bytes in base64. */
export const sandboxImageSchema = z.object({
  mime: z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/gif']),
  alt: z.string().max(2000),
  data: z.base64().max(3_000_000),
});
export type SandboxImage = z.infer<typeof sandboxImageSchema>;
export const SANDBOX_VIDEO_TYPES = ['video/mp4', 'video/webm', 'video/quicktime'] as const;
/** A film that was sent before. */
export const sandboxSentVideoSchema = z.object({ id: z.uuid() });
/** A film on a post. `cover_ms`: the moment that stands for it. */
export const sandboxVideoSchema = sandboxSentVideoSchema.extend({
  alt: z.string().max(2000),
  cover_ms: z.int().min(0).max(86_400_000).nullable(),
});
export type SandboxVideo = z.infer<typeof sandboxVideoSchema>;
export const sandboxCommentsSchema = z.object({
  comments: z.array(
    sandboxThingSchema.extend({
      post_id: z.uuid(),
      parent_id: z.uuid().nullable(),
      author_name: z.string(),
      author_handle: z.string().nullable(),
      text: z.string(),
      seq: z.int(),
    }),
  ),
});
