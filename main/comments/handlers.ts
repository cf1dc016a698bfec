import { olderPageSchema, olderPath } from '../../shared/older-comments.ts';
import type { Handlers } from '../ipc/handle.ts';
import type { Keeper } from '../keeper/client.ts';
import { olderProgress } from '../replica/older-rows.ts';
import type { ServerApi } from '../session/server-api.ts';
import type { Workspace } from '../workspace.ts';

/** Comments that are not sent to every desktop any more are asked for, page by page, and kept for a while. */
export function olderHandlers(deps: {
  api: ServerApi;
  keeper: Pick<Keeper, 'call'>;
  current(): Workspace;
}): Pick<Handlers, 'comments.loadOlder'> {
  const { api, keeper, current } = deps;
  return {
    async 'comments.loadOlder'({ brandId, ...filter }) {
      const { replica } = current();
      const { state, cursor } = olderProgress(replica.read, brandId, filter);
      if (state !== 'more') return null;
      const page = await api.request('GET', olderPath(brandId, filter, cursor), undefined, olderPageSchema);
      await keeper.call('storeOlder', replica.id, brandId, filter, page);
      return null;
    },
  };
}
