import { z } from 'zod';
import { addFileSchema } from './media.ts';

/** What a page may hand over: a file for a library, or one to be looked into before anything is made of it. */
export const incomingSchema = z.union([
  z.object({ use: z.literal('import'), name: z.string().max(1000) }),
  addFileSchema.extend({ use: z.undefined().optional() }),
]);
export type Incoming = z.infer<typeof incomingSchema>;
