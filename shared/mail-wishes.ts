import { z } from 'zod';

/** Whether a person wants mail of what failed, and whether the server sends any. */
export const mailWishesSchema = z.object({ offered: z.boolean(), failures: z.boolean() });
export type MailWishes = z.infer<typeof mailWishesSchema>;
