import { z } from 'zod';

const web = z.url({ protocol: /^https?$/ });

/** What a server says about itself to anybody who asks (GET /api/config): a desktop's first question. */
export const serverInfoSchema = z.object({
  /** Names the server's data, whatever its address is. */
  server_id: z.uuid(),
  /** Base address of the sign-in routes, as `createClient` of supabase-js takes it: this server, or a Supabase project. */
  auth_url: web,
  anon_key: z.string(),
  /** The address others reach the server at. */
  public_url: web,
  /** Versions of the sync protocol that it serves (shared/sync-protocol.ts); the first servers did not say. */
  protocol: z.object({ oldest: z.int(), newest: z.int() }).default({ oldest: 1, newest: 1 }),
  /**
   * Networks on offer; a newer server may name some that this version does not know. `instagram_by_facebook`: Instagram
   * accounts by signing in with Facebook.
   */
  platforms: z.array(z.string()),
  /** The PDS that is offered when a Bluesky account is connected. */
  bluesky_service: web,
});
export type ServerInfo = z.infer<typeof serverInfoSchema>;
