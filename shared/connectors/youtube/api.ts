import { z } from 'zod';

/** What of the YouTube Data API is read (https://developers.google.com/youtube/v3/docs). */
export const API_VERSION = 'v3';

const id = z.string().regex(/^[\w-]{1,100}$/);
/** An answer's id is its thread's and its own, with a dot between them. */
const commentId = z.string().regex(/^[\w.-]{1,200}$/);
const list = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item).default([]), nextPageToken: z.string().max(1000).optional() });

export const channelsSchema = list(
  z.object({
    id,
    snippet: z.object({ title: z.string().max(300), customUrl: z.string().max(300).default('') }).optional(),
    contentDetails: z.object({ relatedPlaylists: z.object({ uploads: z.string().max(100) }) }).optional(),
  }),
);

export const videoSchema = z.object({
  id,
  snippet: z.object({ publishedAt: z.string(), description: z.string().default('') }).optional(),
  /** https://developers.google.com/youtube/v3/docs/videos#status */
  status: z
    .object({
      uploadStatus: z.string().max(100).default(''),
      failureReason: z.string().max(100).optional(),
      rejectionReason: z.string().max(100).optional(),
    })
    .optional(),
});
export const videosSchema = list(videoSchema);
export type YouTubeVideo = z.infer<typeof videoSchema>;

export const uploadsSchema = list(
  z.object({
    snippet: z.object({ title: z.string(), description: z.string().default('') }),
    contentDetails: z.object({ videoId: id, videoPublishedAt: z.string().default('') }),
  }),
);

export const commentSchema = z.object({
  id: commentId,
  snippet: z.object({
    textOriginal: z.string().optional(),
    textDisplay: z.string().default(''),
    authorDisplayName: z.string().max(300).default(''),
    authorChannelId: z.object({ value: z.string().max(100) }).optional(),
    parentId: commentId.optional(),
    publishedAt: z.string(),
  }),
});
export type YouTubeComment = z.infer<typeof commentSchema>;
export const commentsSchema = list(commentSchema);
export const threadSchema = z.object({
  id: commentId,
  snippet: z.object({ topLevelComment: commentSchema, totalReplyCount: z.int().default(0) }),
  replies: z.object({ comments: z.array(commentSchema).default([]) }).optional(),
});
export const threadsSchema = list(threadSchema);

/** https://developers.google.com/youtube/v3/docs/errors */
export const errorSchema = z.object({
  error: z.object({
    message: z.string().max(5000).default(''),
    status: z.string().max(100).default(''),
    errors: z.array(z.object({ reason: z.string().max(100).default('') })).default([]),
  }),
});
