import { z } from 'zod';

/**
 * What travels between a page and the browser host, as JSON text frames. Subscriptions carry an id of the page's own
 * choosing; after a reconnect the page opens them again under the same ids.
 */
export const clientFrame = z.discriminatedUnion('t', [
  z.object({ t: z.literal('invoke'), id: z.int(), method: z.unknown(), args: z.unknown() }),
  z.object({ t: z.literal('subscribe'), id: z.int(), name: z.unknown(), args: z.unknown() }),
  z.object({ t: z.literal('unsubscribe'), id: z.int() }),
]);
