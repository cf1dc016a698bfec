import { z } from 'zod';

/** What of the Instagram API is read (https://developers.facebook.com/docs/instagram-platform): its version on graph.instagram.com ... */
export const API_VERSION = 'v24.0';
/** ... and on graph.facebook.com. */
export const FACEBOOK_API_VERSION = 'v24.0';

const id = z.coerce.string().regex(/^\d{1,30}$/);
export const idSchema = z.object({ id });

/** The exchange of a code answers with a list of one, or with what would be in it. */
const shortSchema = z.object({
  access_token: z.string().min(1).max(10_000),
  permissions: z.union([z.array(z.string()), z.string()]).default([]),
});
export const shortTokenSchema = z
  .union([z.object({ data: z.array(shortSchema).min(1) }), shortSchema])
  .transform((answer) => {
    const { access_token, permissions } =
      'data' in answer ? (answer.data[0] as z.infer<typeof shortSchema>) : answer;
    return {
      accessToken: access_token,
      permissions: typeof permissions === 'string' ? permissions.split(',') : permissions,
    };
  });
export const longTokenSchema = z.object({
  access_token: z.string().min(1).max(10_000),
  expires_in: z.number().positive().default(5_184_000),
});

/** Facebook Login: what was allowed, and the pages somebody may act for (https://developers.facebook.com/docs/graph-api/reference/user/accounts). */
export const userTokenSchema = z.object({ access_token: z.string().min(1).max(10_000) });
export const permissionsSchema = z.object({
  data: z.array(z.object({ permission: z.string(), status: z.string() })),
});
export const pagesSchema = z.object({
  data: z.array(
    z.object({
      id,
      name: z.string().max(300).default(''),
      /** Missing where the person may not act for the page. */
      access_token: z.string().min(1).max(10_000).optional(),
      instagram_business_account: z
        .object({ id, username: z.string().max(300), name: z.string().max(300).default('') })
        .optional(),
    }),
  ),
  paging: z
    .object({
      next: z.string().optional(),
      cursors: z.object({ after: z.string().max(2000).optional() }).optional(),
    })
    .optional(),
});

export const meSchema = z.object({
  user_id: id,
  username: z.string().max(300),
  name: z.string().max(300).default(''),
  account_type: z.string().max(100).default(''),
});

/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/content_publishing_limit */
export const publishingLimitSchema = z.object({
  data: z
    .array(
      z.object({
        quota_usage: z.int().default(0),
        /** How many posts in how many seconds. */
        config: z.object({ quota_total: z.int(), quota_duration: z.number().positive() }).optional(),
      }),
    )
    .default([]),
});
export const userSchema = z.object({ id, username: z.string().max(300).default('') });

export const containerSchema = z.object({
  status_code: z.enum(['EXPIRED', 'ERROR', 'FINISHED', 'IN_PROGRESS', 'PUBLISHED']),
  status: z.string().max(2000).default(''),
});
const pagingSchema = z.object({
  cursors: z.object({ after: z.string().max(2000).optional() }).optional(),
  next: z.string().optional(),
});
/** A page of a list; with `next` there is one behind it (https://developers.facebook.com/docs/graph-api/results). */
const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ data: z.array(item).default([]), paging: pagingSchema.optional() });
export type Listed<T> = { data: T[]; paging?: z.infer<typeof pagingSchema> | undefined };

export const mediaSchema = z.object({
  id,
  caption: z.string().default(''),
  permalink: z.string().max(2000).nullish(),
  timestamp: z.string().default(''),
});
export const mediaListSchema = listOf(mediaSchema);

export const commentSchema = z.object({
  id,
  text: z.string().default(''),
  timestamp: z.string(),
  username: z.string().max(300).default(''),
  from: z.object({ id, username: z.string().max(300).default('') }).optional(),
});
export type IgComment = z.infer<typeof commentSchema>;
export const repliesSchema = listOf(commentSchema);
export const commentsSchema = listOf(
  commentSchema.extend({ replies: z.object({ data: z.array(commentSchema).default([]) }).optional() }),
);

/** https://developers.facebook.com/docs/graph-api/guides/error-handling */
export const graphErrorSchema = z.object({
  error: z.object({
    message: z.string().max(2000).default(''),
    code: z.int().default(0),
    error_subcode: z.int().optional(),
    is_transient: z.boolean().optional(),
    error_user_msg: z.string().max(2000).optional(),
  }),
});
/** The token endpoint on api.instagram.com says it another way. */
export const tokenErrorSchema = z.object({
  error_type: z.string().default(''),
  error_message: z.string().max(2000),
});
