import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import { changed, defineMutation, del, made, need, put, Rejection, sameBrand } from './define.ts';

const { id, brand_id, sha256, name, mime, bytes, width, height, duration_ms, codec } = kinds.asset.columns;
const { alt_text, folder, tags } = kinds.asset.columns;
const named = z.object({ id: id.schema, brand_id: brand_id.schema });
const fields = z.object({
  name: name.schema.refine((value) => value.trim() !== '', 'A file needs a name.'),
  alt_text: alt_text.schema,
  folder: folder.schema,
  tags: tags.schema,
  rating: z.int().min(0).max(5),
});

const NAMESPACE = '3f0a7d8e-58c1-4b52-9c0e-8f2f9d6f4a11';

/** The one id of "these bytes in this brand", whoever adds them. */
export const assetId = (brandId: string, hash: string) => uuidv5(`${brandId}/${hash}`, NAMESPACE);

/**
 * A file comes into a brand's library. The same bytes twice are one asset, which keeps what was written about it. Also
 * puts one back that was deleted. Whether its bytes are on the server only the server knows.
 */
export const assetAdd = defineMutation({
  name: 'asset.add',
  args: z.object({
    brand_id: brand_id.schema,
    sha256: sha256.schema,
    mime: mime.schema,
    bytes: bytes.schema,
    width: width.schema,
    height: height.schema,
    duration_ms: duration_ms.schema,
    codec: codec.schema,
    ...fields.shape,
  }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'asset', id: assetId(args.brand_id, args.sha256) }],
  apply(rows, args, ctx) {
    const own = assetId(args.brand_id, args.sha256);
    if (rows.get('asset', own)) return { writes: [] };
    return { writes: [put('asset', { id: own, ...args, uploaded_at: null, ...made(ctx) })] };
  },
});

/** What people say about a file; its bytes never change. */
export const assetEdit = defineMutation({
  name: 'asset.edit',
  args: named.extend({ fields: fields.partial() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'asset', id: args.id }],
  apply(rows, args, ctx) {
    const row = need(rows, 'asset', args.id);
    sameBrand(row, args.brand_id);
    return { writes: [put('asset', changed(row, args.fields, ctx))] };
  },
});

/** The server refuses it while a post that is planned shows the file (`asset_in_use`). */
export const assetDelete = defineMutation({
  name: 'asset.delete',
  args: named,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'asset', id: args.id }],
  apply(rows, args) {
    const row = rows.get('asset', args.id);
    if (!row) return { writes: [] };
    sameBrand(row, args.brand_id);
    return { writes: [del('asset', row.id)] };
  },
});

/** Why a file cannot be deleted. @param posts those that are planned and show it */
export const assetInUse = (posts: readonly { id: string; title: string }[]) => {
  const titles = posts.slice(0, 5).map(({ title }) => title);
  return new Rejection('asset_in_use', `Planned posts show this file: ${titles.join('; ')}`, { posts });
};
