import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { kinds, type Row } from '../kinds/index.ts';
import { frameSchema, PLAIN } from '../media/crop.ts';
import { planningScope } from '../scopes.ts';
import { mergeText } from '../text/merge.ts';
import {
  changed,
  defineMutation,
  del,
  made,
  type Notice,
  need,
  put,
  type Ref,
  Rejection,
  sameBrand,
} from './define.ts';

const { id, brand_id, post_id, connection_id, role, rank, text, asset_ids, frames } = kinds.part.columns;
const named = z.object({ id: id.schema, brand_id: brand_id.schema, post_id: post_id.schema });
type Named = z.infer<typeof named>;
const words = z.object({ rank: rank.schema, text: text.schema, asset_ids: asset_ids.schema });
/** Without its default: an edit that names none leaves them as they are. */
const framesGiven = frames.schema.unwrap();

const NAMESPACE = '3f0d6c1e-0c55-4a39-9d0a-54b0a3d7c8e1';

/** The one id of the first comment of a post (on one channel), whoever writes it. */
export const firstCommentId = (postId: string, connectionId: string | null) =>
  uuidv5(`${postId}/${connectionId ?? ''}`, NAMESPACE);

// Each of these reads the post too: a publisher that freezes content holds it, so one of the two sees the other's result.
const readsOf = (args: Named): Ref[] => [
  { kind: 'part', id: args.id },
  { kind: 'post', id: args.post_id },
];

/** Something goes out after a post, on all its channels that take such a thing or on one. */
export const partAdd = defineMutation({
  name: 'part.add',
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  args: named.extend({
    connection_id: connection_id.schema,
    role: role.schema,
    ...words.shape,
    frames: framesGiven.optional(),
  }),
  reads: (args) => [
    ...readsOf(args),
    ...(args.connection_id === null ? [] : [{ kind: 'connection' as const, id: args.connection_id }]),
  ],
  apply(rows, args, ctx) {
    if (args.role === 'first_comment' && args.id !== firstCommentId(args.post_id, args.connection_id))
      throw new Rejection('invalid_args', 'id: A first comment has the id that its post gives it.');
    sameBrand(need(rows, 'post', args.post_id), args.brand_id);
    if (args.connection_id !== null) sameBrand(need(rows, 'connection', args.connection_id), args.brand_id);
    const before = rows.get('part', args.id);
    // A first comment may be begun on two devices at once: both sets of words are kept.
    if (before) {
      sameBrand(before, args.brand_id);
      samePost(before, args.post_id);
      if (before.text === args.text) return { writes: [] };
      const joined = [before.text, args.text].filter((one) => one.trim() !== '').join('\n\n');
      return { writes: [put('part', changed(before, { text: joined }, ctx))] };
    }
    return { writes: [put('part', { ...args, frames: args.frames ?? {}, ...made(ctx) })] };
  },
});

/** `base`: the words its writer saw. */
export const partEdit = defineMutation({
  name: 'part.edit',
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => readsOf(args),
  args: named.extend({
    fields: words.extend({ frames: framesGiven }).partial(),
    base: z.object({ text: text.schema }).partial().optional(),
  }),
  overDeletion: true,
  apply(rows, args, ctx) {
    const row = need(rows, 'part', args.id);
    sameBrand(row, args.brand_id);
    samePost(row, args.post_id);
    const { text: mine } = args.fields;
    const seen = args.base?.text;
    if (mine === undefined || seen === undefined || seen === row.text)
      return { writes: [put('part', changed(row, args.fields, ctx))] };
    // Somebody else's words arrived first: merge, and where both changed the same words the later arrival stands.
    const merged = mergeText({ base: seen, theirs: row.text, mine });
    const notice: Notice = {
      code: 'text_conflict',
      params: { field: 'text', part_id: row.id, kept: merged.kept ?? row.text, by: ctx.actor ?? '' },
      about: { kind: 'post', id: row.post_id },
    };
    return {
      writes: [put('part', changed(row, { ...args.fields, text: merged.text }, ctx))],
      notices: merged.conflict ? [notice] : [],
    };
  },
});

/** How a file of a part goes out; what is not said stays. A file that was taken off meanwhile has nothing to be said of. */
export const partFrame = defineMutation({
  name: 'part.frame',
  args: named.extend({ asset_id: z.uuid(), fields: frameSchema.partial() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => readsOf(args),
  apply(rows, args, ctx) {
    const row = need(rows, 'part', args.id);
    sameBrand(row, args.brand_id);
    samePost(row, args.post_id);
    if (!row.asset_ids.includes(args.asset_id)) return { writes: [] };
    const kept = Object.entries(row.frames).filter(([file]) => row.asset_ids.includes(file));
    const frame = { ...PLAIN, ...row.frames[args.asset_id], ...args.fields };
    const next = { ...Object.fromEntries(kept), [args.asset_id]: frame };
    return { writes: [put('part', changed(row, { frames: next }, ctx))] };
  },
});

export const partRemove = defineMutation({
  name: 'part.remove',
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => readsOf(args),
  args: named,
  apply(rows, args) {
    const row = rows.get('part', args.id);
    if (!row) return { writes: [] };
    sameBrand(row, args.brand_id);
    samePost(row, args.post_id);
    return { writes: [del('part', row.id)] };
  },
});

/** Puts back a part that was taken away, as it was. */
export const partRestore = defineMutation({
  name: 'part.restore',
  args: z.object({ row: kinds.part.schema }),
  home: ({ row }) => planningScope(row.brand_id),
  authority: ({ row }) => ({ brandId: row.brand_id, minimum: 'member' }),
  reads: ({ row }) => readsOf(row),
  apply(rows, { row }, ctx) {
    if (rows.get('part', row.id)) return { writes: [] };
    sameBrand(need(rows, 'post', row.post_id), row.brand_id);
    // Taking it away was a version of its own.
    return { writes: [put('part', { ...changed(row, {}, ctx), version: row.version + 2 })] };
  },
});

/** The post that was locked must be the one it belongs to. */
function samePost(row: Row<'part'>, postId: string): void {
  if (row.post_id !== postId) throw new Rejection('wrong_post', 'That part belongs to another post.');
}
