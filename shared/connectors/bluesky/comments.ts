import { type Agent, AppBskyFeedDefs, AtUri, XRPCError } from '@atproto/api';
import { z } from 'zod';
import type { PolledComments, PolledPost, RemoteComment } from '../contract.ts';
import { readPages } from '../pages.ts';

const THREAD_DEPTH = 10;
/** A PDS with more accounts than this belongs to the network; its AppView is the one to ask. */
const SMALL_PDS = 200;
/** The most records a page holds. */
const MOST = 100;

// The type guard of the client narrows `unknown` to the bare $type; the answer was checked against its lexicon.
const isThread = (node: unknown): node is AppBskyFeedDefs.ThreadViewPost =>
  AppBskyFeedDefs.isThreadViewPost(node);

type Self = { did: string; urlOf: (uri: string) => string };

const postRecordSchema = z.object({
  text: z.string(),
  createdAt: z.string(),
  reply: z.object({ root: z.object({ uri: z.string() }), parent: z.object({ uri: z.string() }) }),
});

/**
 * Replies to posts, those further down included. The AppView knows them all; a PDS that has none (a private one, or
 * one on loopback) is small, and its repositories are read instead.
 */
export async function listReplies(agent: Agent, self: Self, posts: PolledPost[]): Promise<PolledComments[]> {
  const results: PolledComments[] = [];
  for (const post of posts) {
    try {
      results.push({ ...post, comments: await fromThread(agent, self, post.remoteId) });
    } catch (error) {
      if (!hasNoAppView(error)) throw error;
      return fromRepositories(agent, self, posts, error);
    }
  }
  return results;
}

async function fromThread(agent: Agent, self: Self, uri: string): Promise<RemoteComment[]> {
  const { data } = await agent.app.bsky.feed
    .getPostThread({ uri, depth: THREAD_DEPTH, parentHeight: 0 })
    .catch((error: unknown) => {
      // Not indexed yet, or deleted: no comments to show either way.
      if (error instanceof XRPCError && error.error === 'NotFound') return { data: { thread: null } };
      throw error;
    });
  const comments: RemoteComment[] = [];
  const collect = (node: unknown) => {
    if (!isThread(node)) return;
    for (const child of node.replies ?? []) {
      if (isThread(child)) {
        const { post } = child;
        const { displayName, handle, did } = post.author;
        const comment = toComment(self, post.uri, did, post.record, displayName || handle, handle);
        if (comment) comments.push(comment);
      }
      collect(child);
    }
  };
  collect(data.thread);
  return comments;
}

async function fromRepositories(
  agent: Agent,
  self: Self,
  posts: PolledPost[],
  cause: unknown,
): Promise<PolledComments[]> {
  const { data } = await agent.com.atproto.sync.listRepos({ limit: SMALL_PDS });
  if (data.cursor && data.repos.length >= SMALL_PDS) throw cause;
  const byPost = new Map(posts.map((post) => [post.remoteId, { ...post, comments: [] as RemoteComment[] }]));
  for (const { did, active } of data.repos) {
    if (active === false) continue;
    const { items } = await readPages(async (next) => {
      const { data: found } = await agent.com.atproto.repo.listRecords({
        repo: did,
        collection: 'app.bsky.feed.post',
        limit: MOST,
        ...(next === null ? {} : { cursor: next }),
      });
      return { items: found.records, next: found.cursor ?? null };
    });
    let handle: string | undefined;
    for (const { uri, value } of items) {
      const root = postRecordSchema.safeParse(value).data?.reply.root.uri;
      const post = root === undefined ? undefined : byPost.get(root);
      if (!post) continue;
      handle ??= (await agent.com.atproto.repo.describeRepo({ repo: did })).data.handle;
      const comment = toComment(self, uri, did, value, handle, handle);
      if (comment) post.comments.push(comment);
    }
  }
  return [...byPost.values()];
}

function toComment(
  self: Self,
  uri: string,
  did: string,
  value: unknown,
  authorName: string,
  authorHandle: string,
): RemoteComment | undefined {
  const record = postRecordSchema.safeParse(value).data;
  if (!record) return undefined;
  const at = Date.parse(record.createdAt);
  return {
    remoteId: uri,
    parentRemoteId: record.reply.parent.uri,
    url: self.urlOf(new AtUri(uri).toString()),
    own: did === self.did,
    authorName: authorName.slice(0, 300),
    authorHandle: authorHandle.slice(0, 300),
    text: record.text,
    commentedAt: new Date(Number.isNaN(at) ? 0 : at).toISOString(),
  };
}

/** How a PDS without an AppView refuses: it knows no such method, or has nowhere to pass it on to. */
function hasNoAppView(error: unknown): boolean {
  if (!(error instanceof XRPCError)) return false;
  return (
    [404, 501].includes(error.status) ||
    (error.status === 400 && error.error === 'InvalidRequest') ||
    error.error === 'MethodNotImplemented'
  );
}
