import {
  type Asked,
  ConnectorError,
  type Content,
  type PolledPost,
  type Probe,
  type RemoteComment,
} from '../contract.ts';
import { readPages } from '../pages.ts';
import { commentsSchema, threadsSchema, type YouTubeComment } from './api.ts';
import type { YouTubeClient } from './client.ts';

type At = { token: string; signal: AbortSignal };
const MOST = '100';

/** Comments of films: threads with a few of their answers in them, and the rest of the answers for the asking. */
export function createComments(client: YouTubeClient, self: (comment: YouTubeComment) => boolean) {
  const page = (next: string | null) => ({
    textFormat: 'plainText',
    maxResults: MOST,
    ...(next === null ? {} : { pageToken: next }),
  });
  /** Newest first, back to a moment in milliseconds since 1970. */
  const threads = (videoId: string, from: number, at: At) =>
    readPages(
      async (next) => {
        const query = { part: 'snippet,replies', videoId, order: 'time', ...page(next) };
        const found = await client.call(threadsSchema, client.address('commentThreads', query), at);
        return { items: found.items, next: found.nextPageToken ?? null };
      },
      ({ snippet }) => Date.parse(snippet.topLevelComment.snippet.publishedAt) < from,
    );
  const answers = (parentId: string, at: At) =>
    readPages(async (next) => {
      const query = { part: 'snippet', parentId, ...page(next) };
      const found = await client.call(commentsSchema, client.address('comments', query), at);
      return { items: found.items, next: found.nextPageToken ?? null };
    });

  return {
    /** Everything that is new below a film. Comments that are switched off are none, and so are those of a film that is gone. */
    async list({ remoteId, cursor }: PolledPost, at: At) {
      const since = Date.parse(cursor ?? '') || 0;
      const { items } = await threads(remoteId, since, at).catch(none);
      const all: RemoteComment[] = [];
      for (const { snippet, replies } of items) {
        const top = snippet.topLevelComment;
        const some = replies?.comments ?? [];
        const below =
          some.length < snippet.totalReplyCount ? (await answers(top.id, at).catch(none)).items : some;
        const seen = (comment: YouTubeComment, parent: string) =>
          remoteComment(comment, remoteId, parent, self(comment));
        all.push(seen(top, remoteId), ...below.map((comment) => seen(comment, top.id)));
      }
      const newest = Math.max(since, ...all.map(({ commentedAt }) => Date.parse(commentedAt)));
      return {
        remoteId,
        cursor: newest > 0 ? new Date(newest).toISOString() : null,
        // Several may be of one second.
        comments: all.filter(({ commentedAt }) => Date.parse(commentedAt) >= since),
      };
    },

    /** Whether a comment of the account's own that was sent since then is there, below a film or another comment. */
    async find(
      content: Exclude<Content, { kind: 'post' }>,
      { since, taken }: Pick<Asked, 'since' | 'taken'>,
      at: At,
    ): Promise<Probe> {
      const from = Date.parse(since) - 60_000;
      const { own, whole } = await (content.kind === 'reply'
        ? answers(threadOf(content.parentId), at).then(({ items, whole }) => ({ own: items, whole }))
        : threads(content.rootId, from, at).then(({ items, whole }) => ({
            own: items.map(({ snippet }) => snippet.topLevelComment),
            whole,
          })));
      const found = own.find(
        (comment) =>
          self(comment) &&
          !taken.includes(comment.id) &&
          Date.parse(comment.snippet.publishedAt) >= from &&
          (comment.snippet.textOriginal ?? comment.snippet.textDisplay) === content.text,
      );
      if (!found) return { outcome: whole ? 'not_published' : 'cannot_know' };
      const publishedAt = new Date(found.snippet.publishedAt).toISOString();
      return { outcome: 'published', remoteId: found.id, url: null, publishedAt };
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

function none(error: unknown): { items: [] } {
  const codes = ['comments_off', 'not_found', 'comment_gone'];
  if (error instanceof ConnectorError && codes.includes(error.failure.code)) return { items: [] };
  throw error;
}
