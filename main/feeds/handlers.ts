import { writeOpml } from '../../shared/feeds/opml.ts';
import type { HostServices } from '../hosts/host-services.ts';
import type { Handlers } from '../ipc/handle.ts';
import { runQuery } from '../queries/queries.ts';
import { anything, type ServerApi } from '../session/server-api.ts';
import type { Workspace } from '../workspace.ts';

type FeedDeps = {
  api: ServerApi;
  host: Pick<HostServices, 'saveFile'>;
  current(): Workspace;
  syncNow(): Promise<void>;
};

/** Feeds are read by the server, which a desktop can ask to do so now; lists of them are taken along as OPML. */
export const feedHandlers = ({
  api,
  host,
  current,
  syncNow,
}: FeedDeps): Pick<Handlers, 'feeds.read' | 'feeds.export'> => ({
  'feeds.read': async ({ brandId }) => {
    await api.request('POST', `/brands/${brandId}/feeds/read`, {}, anything);
    await syncNow();
    return null;
  },
  'feeds.export': async ({ brandId }) => {
    const { replica } = current();
    const { sources } = runQuery(replica, 'feeds', { brandId });
    const name = runQuery(replica, 'brands', {}).find(({ id }) => id === brandId)?.name ?? '';
    const feeds = sources.map(({ state, url, shown }) => ({ url: state?.feed_url ?? url, name: shown }));
    return { saved: await host.saveFile('pillarbox-feeds.opml', writeOpml(name, feeds)) };
  },
});
