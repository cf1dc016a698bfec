import { z } from 'zod';

/** What of X's API v2 is read (https://docs.x.com/x-api). */
const id = z.string().regex(/^\d{1,25}$/);

export const userSchema = z.object({
  data: z.object({
    id,
    username: z.string().max(300),
    name: z.string().max(300),
    protected: z.boolean().default(false),
  }),
});
export const createdSchema = z.object({ data: z.object({ id }) });
export const mediaSchema = z.object({
  data: z.object({
    id,
    processing_info: z
      .object({
        state: z.enum(['pending', 'in_progress', 'succeeded', 'failed']),
        check_after_secs: z.number().nonnegative().max(600).optional(),
      })
      .optional(),
  }),
});

export const postSchema = z.object({
  id,
  text: z.string(),
  created_at: z.string().optional(),
  author_id: z.string().optional(),
  conversation_id: z.string().optional(),
  /** The whole of a post longer than 280. */
  note_tweet: z.object({ text: z.string() }).optional(),
  referenced_tweets: z.array(z.object({ type: z.string(), id })).optional(),
});
export type XPost = z.infer<typeof postSchema>;

export const postsSchema = z.object({
  data: z.array(postSchema).default([]),
  includes: z
    .object({
      users: z.array(z.object({ id, username: z.string().max(300), name: z.string().max(300) })).default([]),
    })
    .optional(),
  meta: z.object({ next_token: z.string().optional() }).optional(),
});

/** A problem as RFC 9457 has it; `type` names it. */
export const problemSchema = z.object({
  title: z.string().max(500).default(''),
  detail: z.string().max(2000).default(''),
  type: z.string().max(500).default(''),
});

/** One post, asked for by its id. */
export const onePostSchema = z.object({
  data: postSchema.optional(),
  errors: z.array(problemSchema).default([]),
});
