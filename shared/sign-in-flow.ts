import { z } from 'zod';

/** What became of an account's sign-in in a browser: the server answers it, a desktop waits for it. */
export const flowStateSchema = z.object({
  state: z.enum(['waiting', 'connected', 'failed']),
  code: z.string().nullable(),
  message: z.string().nullable(),
});
export type FlowState = z.infer<typeof flowStateSchema>;
