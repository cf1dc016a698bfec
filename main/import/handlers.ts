import type { Handlers } from '../ipc/handle.ts';
import { runQuery } from '../queries/queries.ts';
import type { Workspace } from '../workspace.ts';
import { previewImport, requireBrand } from './preview.ts';

export function importHandlers(deps: {
  current(): Workspace;
  now: () => Date;
}): Pick<Handlers, 'import.preview'> {
  return {
    'import.preview'({ brandId, bytes, dateOrder }) {
      const { replica } = deps.current();
      const brand = requireBrand(runQuery(replica, 'brands', {}).find(({ id }) => id === brandId));
      const pillars = runQuery(replica, 'pillars', { brandId });
      const connections = runQuery(replica, 'connections', { brandId });
      return previewImport(
        Buffer.from(bytes, 'base64'),
        { brand, pillars, connections },
        { dateOrder, now: deps.now() },
      );
    },
  };
}
