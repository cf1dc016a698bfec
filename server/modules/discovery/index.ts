import sql from 'sql-template-tag';
import { type ServerInfo, serverInfoSchema } from '../../../shared/discovery.ts';
import { PROTOCOL } from '../../../shared/sync-protocol.ts';
import { offered } from '../../connectors/list.ts';
import type { ServerModule } from '../../deps.ts';

/** Public: it says where accounts live and what is on offer, before anybody has signed in. */
export const discoveryModule: ServerModule = (app, deps) => {
  let serverId: string | undefined;

  app.get(
    '/api/config',
    { schema: { summary: 'What a desktop needs to know first', response: { 200: serverInfoSchema } } },
    async (): Promise<ServerInfo> => {
      serverId ??= (
        await deps.db.tx({ as: 'sync' }, (tx) =>
          tx.one<{ id: string }>(sql`select server_id as id from sync.meta`),
        )
      )?.id;
      if (!serverId) throw new Error('sync.meta has lost its row.');
      return {
        server_id: serverId,
        auth_url: deps.config.supabase?.url ?? deps.publicUrl(),
        // Our own routes ask for no key, but supabase-js insists on sending one.
        anon_key: deps.config.supabase?.anonKey ?? 'pillarbox',
        public_url: deps.publicUrl(),
        protocol: PROTOCOL,
        platforms: offered(deps.config),
        bluesky_service: String(deps.config.connectors.BLUESKY_SERVICE),
      };
    },
  );
};
