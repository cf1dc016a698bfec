import { type Asked, ConnectorError, type PolledPost, type RemoteComment } from '../contract.ts';
import { commentsSchema, threadsSchema, type YouTubeComment } from './api.ts';
import type { YouTubeClient } from './client.ts';

type At = { token: string; signal: AbortSignal };
const MOST = '100';

/** Comments of films: threads with a few of their answers in them, and the rest of the answers for the asking. */
export function createComments(client: YouTubeClient, self: (comment: YouTubeComment) => boolean) {
  const threads = (videoId: string, at: At) =>
    client.call(
      threadsSchema,
      client.address('commentThreads', {
        part: 'snippet,replies',
        videoId,
        order: 'time',
        textFormat: 'plainText',
        maxResults: MOST,
      }),
      at,
    );
  const answers = async (parentId: string, at: At): Promise<YouTubeComment[]> => {
    const query = { part: 'snippet', parentId, textFormat: 'plainText', maxResults: MOST };
    return (await client.call(commentsSchema, client.address('comments', query), at)).items;
  };

  return {
    /** Everything that is new below a film. Comments that are switched off are none. */
    async list({ remoteId, cursor }: PolledPost, at: At) {
      const { items } = await threads(remoteId, at).catch(noneWhereOff);
      const all: RemoteComment[] = [];
      for (const { snippet, replies } of items) {
        const top = snippet.topLevelComment;
        const some = replies?.comments ?? [];
        const below = some.length < snippet.totalReplyCount ? await answers(top.id, at) : some;
        const seen = (comment: YouTubeComment, parent: string) =>
          remoteComment(comment, remoteId, parent, self(comment));
        all.push(seen(top, remoteId), ...below.map((comment) => seen(comment, top.id)));
      }
      const since = Date.parse(cursor ?? '') || 0;
      const newest = Math.max(since, ...all.map(({ commentedAt }) => Date.parse(commentedAt)));
      return {
        remoteId,
        cursor: newest > 0 ? new Date(newest).toISOString() : null,
        // Several may be of one second.
        comments: all.filter(({ commentedAt }) => Date.parse(commentedAt) >= since),
      };
    },

    /** A comment of the account's own that was sent since then, below a film or another comment. */
    async find({ content, since, taken }: Pick<Asked, 'content' | 'since' | 'taken'>, at: At) {
      if (content.kind === 'post') return undefined;
      const own =
        content.kind === 'reply'
          ? await answers(threadOf(content.parentId), at)
          : (await threads(content.rootId, at)).items.map(({ snippet }) => snippet.topLevelComment);
      const from = Date.parse(since) - 60_000;
      return own.find(
        (comment) =>
          self(comment) &&
          !taken.includes(comment.id) &&
          Date.parse(comment.snippet.publishedAt) >= from &&
          (comment.snippet.textOriginal ?? comment.snippet.textDisplay) === content.text,
      );
    },
  };
}

/** Answers stand below the first comment of their thread, also answers to an answer: its id is `thread.answer`. */
export const threadOf = (commentId: string): string => commentId.split('.')[0] ?? commentId;

function remoteComment(
  { id, snippet }: YouTubeComment,
  video: string,
  parent: string,
  own: boolean,
): RemoteComment {
  return {
    remoteId: id,
    parentRemoteId: parent,
    url: `https://www.youtube.com/watch?v=${video}&lc=${id}`,
    own,
    authorName: snippet.authorDisplayName.replace(/^@/, ''),
    authorHandle: snippet.authorDisplayName,
    text: snippet.textOriginal ?? snippet.textDisplay,
    commentedAt: new Date(snippet.publishedAt).toISOString(),
  };
}

function noneWhereOff(error: unknown): { items: [] } {
  if (error instanceof ConnectorError && error.failure.code === 'comments_off') return { items: [] };
  throw error;
}
