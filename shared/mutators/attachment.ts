import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { kinds, type Row } from '../kinds/index.ts';
import { type Cover, canCut } from '../media/crop.ts';
import { planningScope } from '../scopes.ts';
import {
  changed,
  defineMutation,
  del,
  made,
  need,
  put,
  type Ref,
  Rejection,
  type Rows,
  sameBrand,
} from './define.ts';

const { id, brand_id, post_id, asset_id, connection_id, position, alt_text, crop, cover } =
  kinds.attachment.columns;
const named = z.object({ id: id.schema, brand_id: brand_id.schema, post_id: post_id.schema });

const NAMESPACE = '7c5a2b0e-0f6b-4d0e-8b63-5a8f6e0c9d27';

/** The one id of "this file on this post (for this channel)", whoever attaches it. */
export const attachmentId = (postId: string, assetId: string, connectionId: string | null) =>
  uuidv5(`${postId}/${assetId}/${connectionId ?? ''}`, NAMESPACE);

// Each of these reads the post too: a publisher that freezes content holds it, so one of the two sees the other's result.

/** A file goes with a post, for all its channels or for one that has media of its own. */
export const attachmentAdd = defineMutation({
  name: 'attachment.add',
  args: z.object({
    brand_id: brand_id.schema,
    post_id: post_id.schema,
    asset_id: asset_id.schema,
    connection_id: connection_id.schema,
    position: position.schema,
    alt_text: alt_text.schema,
    crop: crop.schema.optional(),
    cover: cover.schema.optional(),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'attachment', id: attachmentId(args.post_id, args.asset_id, args.connection_id) },
    { kind: 'post', id: args.post_id },
    { kind: 'asset', id: args.asset_id },
    ...coverRefs(args.cover),
    ...(args.connection_id === null ? [] : [{ kind: 'connection' as const, id: args.connection_id }]),
  ],
  apply(rows, args, ctx) {
    const own = attachmentId(args.post_id, args.asset_id, args.connection_id);
    if (rows.get('attachment', own)) return { writes: [] };
    sameBrand(need(rows, 'post', args.post_id), args.brand_id);
    sameBrand(need(rows, 'asset', args.asset_id), args.brand_id);
    if (args.connection_id !== null) sameBrand(need(rows, 'connection', args.connection_id), args.brand_id);
    // One that was copied may name a picture that has left the library since: the file goes with the post all the same.
    const lost = args.cover?.asset_id !== undefined && !rows.get('asset', args.cover.asset_id);
    const cover = lost || !args.cover ? null : args.cover;
    checkCover(rows, args.brand_id, cover);
    return { writes: [put('attachment', { crop: null, id: own, ...args, cover, ...made(ctx) })] };
  },
});

/** `alt_text`: what the picture shows, for this post; null takes what the library says. */
export const attachmentEdit = defineMutation({
  name: 'attachment.edit',
  args: named.extend({ alt_text: alt_text.schema }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'attachment', id: args.id },
    { kind: 'post', id: args.post_id },
  ],
  apply(rows, args, ctx) {
    const row = need(rows, 'attachment', args.id);
    sameBrand(row, args.brand_id);
    samePost(row, args.post_id);
    return { writes: [put('attachment', changed(row, { alt_text: args.alt_text }, ctx))] };
  },
});

/** How a file is cut and what stands for it; what is not said stays. The file itself never changes. */
export const attachmentFrame = defineMutation({
  name: 'attachment.frame',
  args: named.extend({ fields: z.object({ crop: crop.schema, cover: cover.schema }).partial() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'attachment', id: args.id },
    { kind: 'post', id: args.post_id },
    ...coverRefs(args.fields.cover),
  ],
  apply(rows, args, ctx) {
    const row = need(rows, 'attachment', args.id);
    sameBrand(row, args.brand_id);
    samePost(row, args.post_id);
    checkCover(rows, args.brand_id, args.fields.cover);
    return { writes: [put('attachment', changed(row, args.fields, ctx))] };
  },
});

/** The order they are shown in: `ids` from first to last. One that came meanwhile stays behind them. */
export const attachmentReorder = defineMutation({
  name: 'attachment.reorder',
  args: z.object({
    brand_id: brand_id.schema,
    post_id: post_id.schema,
    ids: z.array(id.schema).min(1).max(100),
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'post', id: args.post_id },
    ...args.ids.map((one) => ({ kind: 'attachment' as const, id: one })),
  ],
  apply(rows, args, ctx) {
    return {
      writes: args.ids.flatMap((one, index) => {
        const row = rows.get('attachment', one);
        if (!row || row.post_id !== args.post_id || row.position === index) return [];
        sameBrand(row, args.brand_id);
        return [put('attachment', changed(row, { position: index }, ctx))];
      }),
    };
  },
});

export const attachmentRemove = defineMutation({
  name: 'attachment.remove',
  args: named,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'attachment', id: args.id },
    { kind: 'post', id: args.post_id },
  ],
  apply(rows, args) {
    const row = rows.get('attachment', args.id);
    if (!row) return { writes: [] };
    sameBrand(row, args.brand_id);
    samePost(row, args.post_id);
    return { writes: [del('attachment', row.id)] };
  },
});

const coverRefs = (cover: Cover | null | undefined): Ref[] =>
  cover?.asset_id === undefined ? [] : [{ kind: 'asset', id: cover.asset_id }];

/** What stands for a film is a picture of the same library that can be cut. */
function checkCover(rows: Rows, brandId: string, cover: Cover | null | undefined): void {
  if (cover?.asset_id === undefined) return;
  const picture = need(rows, 'asset', cover.asset_id);
  sameBrand(picture, brandId);
  if (!canCut(picture.mime))
    throw new Rejection('cover_unfit', 'Only a picture that can be cut stands for a film.');
}

/** The post that was locked must be the one it belongs to. */
function samePost(row: Row<'attachment'>, postId: string): void {
  if (row.post_id !== postId) throw new Rejection('wrong_post', 'That file belongs to another post.');
}
