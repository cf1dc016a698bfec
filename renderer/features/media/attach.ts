import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { MediaView, PostView } from '../../../shared/queries.ts';
import { mutate, mutateAll } from '../../app/mutate.ts';
import { readOnce } from '../../app/read-once.ts';
import { offerUndo } from '../../app/undo.ts';

/** `connectionId`: files of that channel's own; null for those that all channels show. */
type Place = { brandId: string; postId: string; connectionId: string | null };

/** Files go with a post, behind those that are there. */
export async function attach(
  { brandId, postId, connectionId }: Place,
  assetIds: readonly string[],
): Promise<boolean> {
  const post = await readOnce('post', { id: postId });
  const first = Math.max(-1, ...(post?.media ?? []).map(({ position }) => position)) + 1;
  return mutateAll(
    assetIds.map((asset_id, index) => ({
      name: 'attachment.add' as const,
      args: {
        brand_id: brandId,
        post_id: postId,
        asset_id,
        connection_id: connectionId,
        position: first + index,
        alt_text: null,
      },
    })),
  );
}

/** Takes a file off a post, and offers to put it back where it was. */
export async function detach(item: MediaView): Promise<void> {
  const { id, brand_id, post_id, asset_id, connection_id, position, alt_text, crop, cover } = item;
  const remove = () => mutate('attachment.remove', { id, brand_id, post_id });
  if (!(await remove())) return;
  offerUndo(
    i18n._(msg`File taken off the post.`),
    () =>
      mutate('attachment.add', {
        brand_id,
        post_id,
        asset_id,
        connection_id,
        position,
        alt_text,
        crop,
        cover,
      }),
    remove,
  );
}

/** @param ids the order from now on @param before the order it had */
export async function reorder(
  { brandId, postId }: Omit<Place, 'connectionId'>,
  ids: readonly string[],
  before: readonly string[],
): Promise<void> {
  const write = (order: readonly string[]) =>
    mutate('attachment.reorder', { brand_id: brandId, post_id: postId, ids: [...order] });
  if (!(await write(ids))) return;
  offerUndo(
    i18n._(msg`Files put in another order.`),
    () => write(before),
    () => write(ids),
  );
}

/** A channel gets files of its own, at first those of the post, to be changed from there. */
export async function vary(post: PostView, connectionId: string): Promise<void> {
  const shared = post.media.filter(({ connection_id }) => connection_id === null);
  await addAll(post, shared, connectionId);
}

/** A channel shows what all of them show again; what it had can be put back. */
export async function unvary(post: PostView, connectionId: string): Promise<void> {
  const own = post.media.filter(({ connection_id }) => connection_id === connectionId);
  const remove = () =>
    mutateAll(
      own.map(({ id, brand_id, post_id }) => ({
        name: 'attachment.remove' as const,
        args: { id, brand_id, post_id },
      })),
    );
  if (!(await remove())) return;
  offerUndo(i18n._(msg`The channel shows the shared files.`), () => addAll(post, own, connectionId), remove);
}

const addAll = ({ brand_id, id }: PostView, media: readonly MediaView[], connection_id: string) =>
  mutateAll(
    media.map(({ asset_id, position, alt_text, crop, cover }) => ({
      name: 'attachment.add' as const,
      args: { brand_id, post_id: id, asset_id, connection_id, position, alt_text, crop, cover },
    })),
  );
