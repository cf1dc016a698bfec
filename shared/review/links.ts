import { z } from 'zod';

/** A client's review link as its makers see it; the address itself is known only when it is made. */
export const reviewLinkSchema = z.object({
  id: z.uuid(),
  brand_id: z.uuid(),
  /** One post; else everything planned on these days of the brand's clock, both inclusive. */
  post_id: z.uuid().nullable(),
  from_day: z.string().nullable(),
  to_day: z.string().nullable(),
  /** Who it is for. */
  label: z.string(),
  has_password: z.boolean(),
  created_by: z.uuid(),
  created_at: z.string(),
  expires_at: z.string(),
  revoked_at: z.string().nullable(),
  /** When somebody last looked. */
  opened_at: z.string().nullable(),
});
export type ReviewLinkView = z.infer<typeof reviewLinkSchema>;
