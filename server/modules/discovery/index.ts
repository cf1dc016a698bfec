import { z } from 'zod';
import type { ServerModule } from '../../deps.ts';

/** What a desktop asks a server first: where accounts live, and what is on offer. Public. */
export const discoverySchema = z.object({
  /** Base address for `createClient` of supabase-js: this server, or a Supabase project. */
  auth_url: z.url(),
  anon_key: z.string(),
  public_url: z.url(),
  platforms: z.array(z.string()),
  bluesky_service: z.url(),
});

export const discoveryModule: ServerModule = (app, deps) => {
  app.get(
    '/api/config',
    { schema: { summary: 'What a desktop needs to know first', response: { 200: discoverySchema } } },
    () => ({
      auth_url: deps.config.supabase?.url ?? deps.publicUrl(),
      // Our own routes ask for no key, but supabase-js insists on sending one.
      anon_key: deps.config.supabase?.anonKey ?? 'pillarbox',
      public_url: deps.publicUrl(),
      platforms: ['bluesky', ...(deps.config.sandbox ? ['sandbox'] : [])],
      bluesky_service: deps.config.bluesky.service,
    }),
  );
};
