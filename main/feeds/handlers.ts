import type { Handlers } from '../ipc/handle.ts';
import { anything, type ServerApi } from '../session/server-api.ts';

type FeedDeps = { api: ServerApi; syncNow(): Promise<void> };

/** Feeds are read by the server; a desktop can only ask it to do so now. */
export const feedHandlers = ({ api, syncNow }: FeedDeps): Pick<Handlers, 'feeds.read'> => ({
  'feeds.read': async ({ brandId }) => {
    await api.request('POST', `/brands/${brandId}/feeds/read`, {}, anything);
    await syncNow();
    return null;
  },
});
