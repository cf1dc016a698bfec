import { v5 as uuidv5 } from 'uuid';
import { z } from 'zod';
import { kinds } from '../kinds/index.ts';
import { engagementScope } from '../scopes.ts';
import { changed, defineMutation, made, need, put, Rejection, sameBrand } from './define.ts';

const columns = kinds.comment.columns;
const named = z.object({ id: columns.id.schema, brand_id: columns.brand_id.schema });

const NAMESPACE = '5d3f1f0a-2f3e-4b8e-8f63-9b1f0a7f4c21';

/** The one id of a comment on a platform, whoever collects it first. */
export const commentId = (connectionId: string, remoteId: string) =>
  uuidv5(`${connectionId}/${remoteId}`, NAMESPACE);

/** What a device collected through a connection it holds. The server collects for its own and writes rows itself. */
export const commentCollect = defineMutation({
  name: 'comment.collect',
  args: z.object({
    brand_id: columns.brand_id.schema,
    connection_id: columns.connection_id.schema,
    post_id: columns.post_id.schema,
    remote_id: columns.remote_id.schema,
    parent_remote_id: columns.parent_remote_id.schema,
    url: columns.url.schema,
    author_name: columns.author_name.schema,
    author_handle: columns.author_handle.schema,
    text: columns.text.schema,
    commented_at: columns.commented_at.schema,
  }),
  home: (args) => engagementScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'comment', id: commentId(args.connection_id, args.remote_id) }],
  apply(rows, args, ctx) {
    const id = commentId(args.connection_id, args.remote_id);
    const row = rows.get('comment', id);
    if (row) {
      sameBrand(row, args.brand_id);
      return {
        writes: row.text === args.text ? [] : [put('comment', changed(row, { text: args.text }, ctx))],
      };
    }
    return { writes: [put('comment', { id, ...args, status: 'open', assigned_to: null, ...made(ctx) })] };
  },
});

export const commentSetStatus = defineMutation({
  name: 'comment.setStatus',
  args: named.extend({ status: columns.status.schema }),
  home: (args) => engagementScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'comment', id: args.id }],
  apply(rows, args, ctx) {
    const row = need(rows, 'comment', args.id);
    sameBrand(row, args.brand_id);
    return { writes: [put('comment', changed(row, { status: args.status }, ctx))] };
  },
});

export const commentAssign = defineMutation({
  name: 'comment.assign',
  args: named.extend({ assigned_to: columns.assigned_to.schema }),
  home: (args) => engagementScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [{ kind: 'comment', id: args.id }],
  apply(rows, args, ctx) {
    const row = need(rows, 'comment', args.id);
    sameBrand(row, args.brand_id);
    return { writes: [put('comment', changed(row, { assigned_to: args.assigned_to }, ctx))] };
  },
});

/** An answer. It goes out once, through the same ledger as posts (subject `reply`). Answering also marks the comment done. */
export const commentReply = defineMutation({
  name: 'comment.reply',
  args: z.object({
    id: kinds.reply.columns.id.schema,
    brand_id: columns.brand_id.schema,
    comment_id: columns.id.schema,
    text: kinds.reply.columns.text.schema.refine((value) => value.trim() !== '', 'A reply needs words.'),
  }),
  home: (args) => engagementScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: (args) => [
    { kind: 'comment', id: args.comment_id },
    { kind: 'reply', id: args.id },
  ],
  apply(rows, args, ctx) {
    const comment = need(rows, 'comment', args.comment_id);
    sameBrand(comment, args.brand_id);
    if (rows.get('reply', args.id)) throw new Rejection('exists', 'This reply exists already.');
    return {
      writes: [
        put('reply', { ...args, connection_id: comment.connection_id, created_by: ctx.actor, ...made(ctx) }),
        put('comment', changed(comment, { status: 'done' }, ctx)),
      ],
    };
  },
});
