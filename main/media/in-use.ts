import { AppError } from '../../shared/errors.ts';
import { assetsPlanned } from '../queries/media.ts';
import type { ReplicaView } from '../replica/replica.ts';

/**
 * A file that a planned post still has to show stays: the server would refuse to delete it, and here it is said at once.
 * @throws AppError `asset_in_use`, naming the posts (details: `posts`, with id and title)
 */
export function refuseWhileInUse(
  replica: ReplicaView,
  mutations: readonly { name: string; args: unknown }[],
): void {
  const ids = mutations.flatMap(({ name, args }) => {
    const id =
      name === 'asset.delete' && typeof args === 'object' && args !== null && 'id' in args && args.id;
    return typeof id === 'string' ? id : [];
  });
  if (ids.length === 0) return;
  const posts = new Map(
    assetsPlanned(replica.read, ids, replica.now()).map(({ post_id, title, caption }) => [
      post_id,
      title || caption.slice(0, 60),
    ]),
  );
  if (posts.size === 0) return;
  throw new AppError(
    'asset_in_use',
    `Planned posts show this file: ${[...posts.values()].slice(0, 5).join('; ')}`,
    {
      status: 409,
      details: { posts: [...posts].slice(0, 50).map(([id, title]) => ({ id, title })) },
    },
  );
}
