import { z } from 'zod';

const instantOrNull = z.string().max(40).nullable();

/** What the platform answered: status and code, never more of it. */
const answered = {
  error_code: z.string().max(200).nullable(),
  error_message: z.string().max(2000).nullable(),
  /** HTTP; null where no answer came. */
  status: z.int().nullable(),
  /** The platform's own word for it. */
  platform_code: z.string().max(300).nullable(),
};

export const trySchema = z.object({
  n: z.int(),
  begun_at: instantOrNull,
  /** When the call that can post was let go; null: it never was, so nothing of this try is out. */
  sent_at: instantOrNull,
  settled_at: instantOrNull,
  outcome: z.enum(['preparing', 'sending', 'published', 'not_published', 'unknown']),
  /** How it became known; `worker_lost`: who sent it went away before anything was sent. */
  settled_by: z.enum(['answer', 'probe', 'person', 'worker_lost']).nullable(),
  ...answered,
});
/** One try to get a publication out. */
export type Try = z.infer<typeof trySchema>;

export const removalSchema = z.object({
  n: z.int(),
  begun_at: z.string().max(40),
  settled_at: instantOrNull,
  /** Null: under way, or whoever did it went away and a later try went on. */
  outcome: z.enum(['removed', 'failed']).nullable(),
  ...answered,
});

/** One try to take a post down. */
export type Removal = z.infer<typeof removalSchema>;

/** Every try of one publication as its holder wrote it down, oldest first; no content, no token, no worker. */
export const timelineSchema = z.object({
  tries: z.array(trySchema),
  removals: z.array(removalSchema),
  /** When it is tried again, or the platform is asked again, by itself; null: not by itself. */
  next_at: instantOrNull,
});
export type Timeline = z.infer<typeof timelineSchema>;
