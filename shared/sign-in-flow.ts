import { z } from 'zod';
import { permissionsFoundSchema } from './connection-check.ts';

/** What became of an account's sign-in in a browser: the server answers it, a desktop waits for it. */
export const flowStateSchema = z.object({
  state: z.enum(['waiting', 'connected', 'failed']),
  code: z.string().nullable(),
  message: z.string().nullable(),
  /** What was found out of permissions before it failed; null where nothing was. */
  permissions: permissionsFoundSchema.nullable().default(null),
});
export type FlowState = z.infer<typeof flowStateSchema>;
