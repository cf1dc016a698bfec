import type { Row } from '../../shared/kinds/index.ts';
import type { CommentView, QueryArgs, QueryResult } from '../../shared/queries.ts';
import { olderComment, olderComments, olderProgress, olderReplies } from '../replica/older-rows.ts';
import type { ReplicaView } from '../replica/replica.ts';
import { newestBySubject } from './publications.ts';
import { connectionsById, grouped, pendingIn, rowById, rowsOf, wholeEngagement } from './read-rows.ts';

const byCreation = (a: Row<'reply'>, b: Row<'reply'>) =>
  a.created_at < b.created_at || (a.created_at === b.created_at && a.id < b.id) ? -1 : 1;

/** Comments of a brand, the open ones first, the newest of each first. */
export function comments(
  replica: ReplicaView,
  { brandId, status, limit }: QueryArgs<'comments'>,
): QueryResult<'comments'> {
  const narrowed = status === 'all' ? '' : 'and status = ?';
  const found = rowsOf(
    replica.read,
    'comment',
    `select * from comments where brand_id = ? ${narrowed} and ${wholeEngagement('brand_id')}
      order by status desc, commented_at desc limit ?`,
    ...(status === 'all' ? [brandId, limit] : [brandId, status, limit]),
  );
  return commentViews(replica, found);
}

/** Comments older than what a replica keeps, as far as they were fetched. */
export const olderCommentViews = (
  replica: ReplicaView,
  { brandId, limit, ...filter }: QueryArgs<'olderComments'>,
): QueryResult<'olderComments'> => ({
  comments: commentViews(replica, olderComments(replica.read, brandId, filter, limit)),
  state: olderProgress(replica.read, brandId, filter).state,
});

export function oneComment(replica: ReplicaView, { id }: QueryArgs<'comment'>): CommentView | null {
  const found = rowById(replica.read, 'comment', id) ?? olderComment(replica.read, id);
  return found ? (commentViews(replica, [found])[0] ?? null) : null;
}

/** Comments with their replies, in the order given. */
function commentViews(replica: ReplicaView, comments: Row<'comment'>[]): CommentView[] {
  const { read } = replica;
  const ids = comments.map((comment) => comment.id);
  const present = rowsOf(
    read,
    'reply',
    'select t.* from json_each(?) j join replies t on t.comment_id = j.value order by t.created_at, t.id',
    JSON.stringify(ids),
  );
  const older = olderReplies(read, ids);
  const replies = older.length === 0 ? present : [...older, ...present].sort(byCreation);
  const publications = newestBySubject(
    read,
    replies.map((reply) => reply.id),
  );
  const connections = connectionsById(
    read,
    comments.map((comment) => comment.connection_id),
  );
  const titles = new Map(
    read
      .all<{ id: string; title: string }>(
        'select id, title from posts where id in (select value from json_each(?))',
        JSON.stringify(comments.map((comment) => comment.post_id)),
      )
      .map(({ id, title }) => [id, title]),
  );
  const repliesOf = grouped(replies, (reply) => reply.comment_id);
  const pending = pendingIn(replica);
  return comments.map((comment) => ({
    ...comment,
    connection: connections.get(comment.connection_id) ?? null,
    post_title: (comment.post_id !== null ? titles.get(comment.post_id) : undefined) ?? null,
    replies: (repliesOf.get(comment.id) ?? []).map((reply) => ({
      ...reply,
      publication: publications.get(reply.id) ?? null,
      pending: pending('reply', reply.id),
    })),
    pending: pending('comment', comment.id),
  }));
}
