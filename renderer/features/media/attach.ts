import { i18n } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { FileFrame } from '../../../shared/media/crop.ts';
import { attachmentId } from '../../../shared/mutators/attachment.ts';
import type { MediaView, PostView } from '../../../shared/queries.ts';
import { mutate, mutateAll, type PlannedMutation } from '../../app/mutate.ts';
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

/** The words for a file, how it is cut, and what stands for it; what is not said stays. */
export async function describe(item: MediaView, fields: Partial<FileFrame>): Promise<boolean> {
  const named = { id: item.id, brand_id: item.brand_id, post_id: item.post_id };
  const { alt_text, ...frame } = fields;
  return mutateAll([
    ...(alt_text === undefined ? [] : [{ name: 'attachment.edit' as const, args: { ...named, alt_text } }]),
    ...(Object.keys(frame).length === 0
      ? []
      : [{ name: 'attachment.frame' as const, args: { ...named, fields: frame } }]),
  ]);
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

/** A channel without files shows those that another channel of the post has to itself. */
export async function shareWith(post: PostView, connectionId: string): Promise<void> {
  const [first] = post.media;
  const media = post.media.filter(({ connection_id }) => connection_id === first?.connection_id);
  const add = () => addAll(post, media, connectionId);
  if (!(await add())) return;
  const ids = media.map(({ asset_id }) => attachmentId(post.id, asset_id, connectionId));
  offerUndo(i18n._(msg`The channel shows these files, too.`), () => mutateAll(ids.map(removal(post))), add);
}

/** A channel shows only these of its files. */
export async function keepOnly(
  post: PostView,
  connectionId: string,
  keep: readonly MediaView[],
): Promise<void> {
  const own = post.media.filter(({ connection_id }) => connection_id === connectionId);
  const gone = own.filter((item) => !keep.includes(item));
  const [narrow, widen] =
    own.length > 0
      ? [() => mutateAll(gone.map(({ id }) => removal(post)(id))), () => addAll(post, gone, connectionId)]
      : [
          () => addAll(post, keep, connectionId),
          () =>
            mutateAll(
              keep.map(({ asset_id }) => removal(post)(attachmentId(post.id, asset_id, connectionId))),
            ),
        ];
  if (await narrow()) offerUndo(i18n._(msg`The channel shows the files that it takes.`), widen, narrow);
}

const removal =
  ({ brand_id, id: post_id }: PostView) =>
  (id: string): PlannedMutation => ({ name: 'attachment.remove', args: { id, brand_id, post_id } });

const addAll = ({ brand_id, id }: PostView, media: readonly MediaView[], connection_id: string) =>
  mutateAll(
    media.map(({ asset_id, position, alt_text, crop, cover }) => ({
      name: 'attachment.add' as const,
      args: { brand_id, post_id: id, asset_id, connection_id, position, alt_text, crop, cover },
    })),
  );
