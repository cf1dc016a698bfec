import { olderVersionsPageSchema, olderVersionsPath } from '../../shared/older-versions.ts';
import type { Handlers } from '../ipc/handle.ts';
import type { ServerApi } from '../session/server-api.ts';

/** Versions that are not sent to every desktop any more are asked for, page by page; nothing of them is kept here. */
export const historyHandlers = ({ api }: { api: ServerApi }): Pick<Handlers, 'history.older'> => ({
  'history.older': ({ brandId, postId, cursor }) =>
    api.request('GET', olderVersionsPath(brandId, postId, cursor), undefined, olderVersionsPageSchema),
});
