import { z } from 'zod';
import { kinds, type Row } from '../kinds/index.ts';
import { planningScope } from '../scopes.ts';
import {
  changed,
  defineMutation,
  del,
  type MutationContext,
  made,
  need,
  put,
  Rejection,
  type Rows,
  sameBrand,
} from './define.ts';

const { id, brand_id, post_id, text, mentions } = kinds.post_comment.columns;
const named = z.object({ id: id.schema, brand_id: brand_id.schema });
const words = z.object({
  text: text.schema.refine((value) => value.trim() !== '', 'A comment needs words.'),
  mentions: mentions.schema,
});

function commentOf(rows: Rows, args: z.infer<typeof named>): Row<'post_comment'> {
  const row = need(rows, 'post_comment', args.id);
  sameBrand(row, args.brand_id);
  return row;
}

/** Words stand under the name of whoever wrote them: nobody else puts them there, or changes them. */
function assertOwn(row: Row<'post_comment'>, ctx: MutationContext): void {
  if (row.created_by !== ctx.actor)
    throw new Rejection('not_yours', 'Only the person who wrote a comment can change it.');
}

/** Also puts back one of one's own that was just deleted (undo); `overDeletion` shows it, so that no other's is taken. */
export const postCommentAdd = defineMutation({
  name: 'postComment.add',
  args: named.extend({ post_id: post_id.schema, ...words.shape }),
  overDeletion: true,
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'post_comment', id: args.id },
    { kind: 'post', id: args.post_id },
  ],
  apply(rows, args, ctx) {
    sameBrand(need(rows, 'post', args.post_id), args.brand_id);
    const before = rows.get('post_comment', args.id);
    if (before) {
      assertOwn(before, ctx);
      if (before.post_id !== args.post_id) throw new Rejection('exists', 'This comment exists already.');
      return { writes: [put('post_comment', changed(before, args, ctx))] };
    }
    const row = {
      ...args,
      resolved_at: null,
      resolved_by: null,
      edited_at: null,
      created_by: ctx.actor,
      ...made(ctx),
    };
    return { writes: [put('post_comment', row)] };
  },
});

export const postCommentEdit = defineMutation({
  name: 'postComment.edit',
  args: named.extend(words.shape),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'post_comment', id: args.id }],
  apply(rows, args, ctx) {
    const row = commentOf(rows, args);
    assertOwn(row, ctx);
    const { text: next, mentions: who } = args;
    return {
      writes: [put('post_comment', changed(row, { text: next, mentions: who, edited_at: ctx.madeAt }, ctx))],
    };
  },
});

export const postCommentResolve = defineMutation({
  name: 'postComment.resolve',
  args: named.extend({ resolved: z.boolean() }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'post_comment', id: args.id }],
  apply(rows, args, ctx) {
    const row = commentOf(rows, args);
    const fields = args.resolved
      ? { resolved_at: ctx.madeAt, resolved_by: ctx.actor }
      : { resolved_at: null, resolved_by: null };
    return { writes: [put('post_comment', changed(row, fields, ctx))] };
  },
});

/** Whoever wrote it takes it away, or a manager who says so: `as` is what the role is checked for. */
export const postCommentDelete = defineMutation({
  name: 'postComment.delete',
  args: named.extend({ as: z.enum(['author', 'manager']) }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: args.as === 'manager' ? 'manager' : 'member' }),
  reads: (args) => [{ kind: 'post_comment', id: args.id }],
  apply(rows, args, ctx) {
    const row = rows.get('post_comment', args.id);
    if (!row) return { writes: [] };
    sameBrand(row, args.brand_id);
    if (args.as === 'author') assertOwn(row, ctx);
    return { writes: [del('post_comment', row.id)] };
  },
});
