import { z } from 'zod';
import { reviewLinkSchema } from '../../shared/review/links.ts';
import type { Handlers } from '../ipc/handle.ts';
import { anything, type ServerApi } from '../session/server-api.ts';

type Names = 'reviewLinks.create' | 'reviewLinks.list' | 'reviewLinks.revoke';

/** Links by which clients review posts: they are the server's, so each of these is one request to it. */
export function reviewHandlers({ api }: { api: ServerApi }): Pick<Handlers, Names> {
  return {
    'reviewLinks.create': ({ brandId, postId, ...rest }) =>
      api.request(
        'POST',
        `/brands/${brandId}/review-links`,
        { post_id: postId, ...rest },
        z.object({ link: reviewLinkSchema, url: z.url() }),
      ),
    'reviewLinks.list': ({ brandId }) =>
      api.request('GET', `/brands/${brandId}/review-links`, undefined, z.array(reviewLinkSchema)),
    'reviewLinks.revoke': ({ id }) => api.request('DELETE', `/review-links/${id}`, undefined, anything),
  };
}
