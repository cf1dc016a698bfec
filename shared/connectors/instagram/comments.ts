import type { PolledComments, PolledPost, RemoteComment } from '../contract.ts';
import { commentsSchema, type IgComment } from './api.ts';
import type { At, Client } from './client.ts';
import { orGone } from './errors.ts';

export const COMMENT_FIELDS = 'id,text,timestamp,username,from';

/** Comments below posts, with the answers to each. */
export function createComments(list: Client['list']) {
  return {
    /** Everything that is new since each post's cursor. @param self the account's id */
    async read(self: string, posts: readonly PolledPost[], at: At): Promise<PolledComments[]> {
      const lists = [];
      for (const { remoteId, cursor } of posts) {
        const fields = `${COMMENT_FIELDS},replies.limit(50){${COMMENT_FIELDS}}`;
        const since = Date.parse(cursor ?? '') || 0;
        const isOlder = ({ timestamp }: IgComment) => Date.parse(timestamp) < since;
        const path = `${remoteId}/comments?fields=${fields}`;
        const found = await list(commentsSchema, path, at, isOlder).catch(orGone);
        const all = (found?.items ?? []).flatMap(({ replies, ...comment }) => [
          remoteComment(comment, remoteId, self),
          ...(replies?.data ?? []).map((reply) => remoteComment(reply, comment.id, self)),
        ]);
        const newest = Math.max(since, ...all.map(({ commentedAt }) => Date.parse(commentedAt)));
        lists.push({
          remoteId,
          cursor: newest > 0 ? new Date(newest).toISOString() : null,
          // Several may be of one second.
          comments: all.filter(({ commentedAt }) => Date.parse(commentedAt) >= since),
        });
      }
      return lists;
    },
  };
}

const remoteComment = (comment: IgComment, parent: string, self: string): RemoteComment => ({
  remoteId: comment.id,
  parentRemoteId: parent,
  url: null,
  own: comment.from?.id === self,
  authorName: comment.from?.username || comment.username,
  authorHandle: comment.from?.username || comment.username,
  text: comment.text,
  commentedAt: new Date(comment.timestamp).toISOString(),
});
