import { z } from 'zod';
import { kinds, type Row } from '../kinds/index.ts';
import { deletesThere } from '../publishing/take-down.ts';
import { planningScope } from '../scopes.ts';
import { changed, defineMutation, made, need, put, Rejection, sameBrand } from './define.ts';
import { publicationId } from './publication.ts';
import { targetId } from './target.ts';

const named = z.object({ brand_id: z.uuid(), post_id: z.uuid(), connection_id: z.uuid() });

/**
 * When a post is to be taken down from one channel: at a time, now (the moment this is made), or not. Works before it
 * is out and after; whoever holds the account then does it. A time for what somebody else took down says that it may stay so.
 */
export const takedownSet = defineMutation({
  name: 'takedown.set',
  args: named.extend({ remove_at: kinds.takedown.columns.remove_at.schema }),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: ({ post_id, connection_id }) => {
    const id = targetId(post_id, connection_id);
    return [
      { kind: 'takedown', id },
      { kind: 'target', id },
      { kind: 'connection', id: connection_id },
      { kind: 'standing', id: publicationId(id, 'once') },
    ];
  },
  apply(rows, { remove_at, ...args }, ctx) {
    const id = targetId(args.post_id, args.connection_id);
    sameBrand(need(rows, 'target', id), args.brand_id);
    const before = rows.get('takedown', id);
    if (before?.remove_at === remove_at || (!before && remove_at === null)) return { writes: [] };
    const standing = rows.get('standing', publicationId(id, 'once'));
    // What was taken down stays so: a later word changes nothing. Of what somebody else took down it says that this is well.
    if (standing?.state === 'removed' || (isDown(standing) && remove_at === null)) return { writes: [] };
    // Called off it can be whatever became of the account.
    if (remove_at !== null && !isDown(standing)) {
      const connection = need(rows, 'connection', args.connection_id);
      sameBrand(connection, args.brand_id);
      if (!deletesThere(connection))
        throw new Rejection('cannot_delete', 'Posts of this account cannot be deleted from here.');
    }
    const fields = { remove_at, set_by: ctx.actor };
    return {
      writes: [
        put('takedown', before ? changed(before, fields, ctx) : { id, ...args, ...fields, ...made(ctx) }),
      ],
    };
  },
});

/** What a device that holds an account did or saw there: the same row that the server writes for accounts it holds. */
export const standingRecord = defineMutation({
  name: 'standing.record',
  args: named.extend(
    z.object({
      state: kinds.standing.columns.state.schema,
      checked_at: kinds.standing.columns.checked_at.schema,
      removed_at: kinds.standing.columns.removed_at.schema,
      removed_by: kinds.standing.columns.removed_by.schema,
      tries: z.int().min(0),
      next_try_at: kinds.standing.columns.next_try_at.schema,
      error_code: kinds.standing.columns.error_code.schema,
      error_class: kinds.standing.columns.error_class.schema,
      error_message: kinds.standing.columns.error_message.schema,
    }).shape,
  ),
  home: (args) => planningScope(args.brand_id),
  authority: (args) => ({ brandId: args.brand_id, minimum: 'member' }),
  reads: ({ post_id, connection_id }) => {
    const id = publicationId(targetId(post_id, connection_id), 'once');
    return [
      { kind: 'standing', id },
      { kind: 'publication', id },
      { kind: 'connection', id: connection_id },
    ];
  },
  apply(rows, args, ctx) {
    const id = publicationId(targetId(args.post_id, args.connection_id), 'once');
    sameBrand(need(rows, 'publication', id), args.brand_id);
    const connection = need(rows, 'connection', args.connection_id);
    sameBrand(connection, args.brand_id);
    if (connection.holder !== 'device')
      throw new Rejection('not_holder', 'The server holds this connection now.');
    const before = rows.get('standing', id);
    if (isDown(before)) return { writes: [] };
    return {
      writes: [put('standing', before ? changed(before, args, ctx) : { id, ...args, ...made(ctx) })],
    };
  },
});

/** It is not on the platform any more, whoever took it down. */
export const isDown = (standing: Pick<Row<'standing'>, 'state'> | null | undefined): boolean =>
  standing?.state === 'removed' || standing?.state === 'gone';
