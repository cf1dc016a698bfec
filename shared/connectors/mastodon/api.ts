import { z } from 'zod';

/** What of Mastodon's REST answers is read (https://docs.joinmastodon.org/entities/). */
export const accountSchema = z.object({
  id: z.string().min(1).max(100),
  username: z.string().max(300),
  acct: z.string().max(300),
  display_name: z.string().max(300).default(''),
  url: z.string().max(2000).nullish(),
  bot: z.boolean().nullish(),
  suspended: z.boolean().nullish(),
  /** The account that this one moved to: it takes no more posts. */
  moved: z.object({ acct: z.string().max(300) }).nullish(),
});

export const statusSchema = z.object({
  id: z.string().min(1).max(100),
  url: z.string().max(2000).nullish(),
  uri: z.string().max(2000).nullish(),
  created_at: z.string(),
  in_reply_to_id: z.string().nullish(),
  visibility: z.enum(['public', 'unlisted', 'private', 'direct']).catch('public'),
  content: z.string().default(''),
  account: accountSchema,
});
export type Status = z.infer<typeof statusSchema>;

/** The words as they were sent, before the server made HTML of them. */
export const sourceSchema = z.object({ id: z.string(), text: z.string() });

export const contextSchema = z.object({ descendants: z.array(statusSchema).default([]) });

export const mediaSchema = z.object({ id: z.string().min(1).max(100), url: z.string().nullish() });

export const applicationSchema = z.object({
  client_id: z.string().min(1).max(1000),
  client_secret: z.string().max(1000).default(''),
});

/** Limits of one instance; forks of Mastodon leave parts of it out. */
export const instanceSchema = z.object({
  configuration: z
    .object({
      statuses: z
        .object({
          max_characters: z.int().min(1).max(1_000_000).optional().catch(undefined),
          characters_reserved_per_url: z.int().min(1).max(1000).optional().catch(undefined),
        })
        .optional(),
    })
    .optional(),
});

export const errorSchema = z.object({
  error: z.string().max(2000),
  error_description: z.string().optional(),
});
