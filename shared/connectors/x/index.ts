import { z } from 'zod';
import { recordKey } from '../../publishing/record-key.ts';
import {
  type Account,
  type Connector,
  type ConnectorDeps,
  ConnectorError,
  parentOf,
  startAfresh,
} from '../contract.ts';
import { isoOrNull } from '../instant.ts';
import { networkFailure } from '../network-failure.ts';
import { createCodeSignIn, type OAuthClient, onlyInBrowser, openTokens as open } from '../oauth.ts';
import { readPages } from '../pages.ts';
import { createdSchema, onePostSchema, postsSchema, userSchema } from './api.ts';
import { createClient } from './client.ts';
import { xLimits } from './limits.ts';
import { createUploads } from './media.ts';
import { sameAnswer, sameWords } from './same-words.ts';

const SCOPES = ['tweet.read', 'tweet.write', 'users.read', 'media.write', 'offline.access'] as const;
/** The most posts a page holds. */
const MOST = '100';
/** Recent search looks back a week and refuses to begin before that: this long ago, in milliseconds, is sure to be in it. */
const SEARCHED_MS = 6.5 * 86_400_000;

const preparedSchema = z.object({ mediaIds: z.array(z.string()), trace: z.string().nullable() });
type Prepared = z.infer<typeof preparedSchema>;

export type XDeps = ConnectorDeps & {
  /** The app as it is registered with X, and where people sign in. */
  app: { clientId: string; clientSecret: string | null; authorizeUrl: string };
};

/**
 * X by its API v2. It takes no key with a post, so nothing is ever sent again before the account's own posts since the
 * call were looked through. (X refuses the same words twice in a row as well, but not reliably and not for long.)
 */
export function createXConnector(deps: XDeps): Connector {
  const call = createClient(deps);
  const uploads = createUploads({ ...deps, call });
  const client: OAuthClient = {
    authorizeUrl: deps.app.authorizeUrl,
    tokenUrl: `${deps.baseUrl}/2/oauth2/token`,
    clientId: deps.app.clientId,
    clientSecret: deps.app.clientSecret,
    auth: 'basic',
    // Its own words for a refresh token that was used, taken back or is too old.
    ended: ({ error, description }) =>
      error === 'invalid_request' && /\btoken was invalid\b/i.test(description),
  };
  async function accountOf(token: string, signal: AbortSignal): Promise<Account> {
    const { data } = await call(userSchema, '/2/users/me', { token, signal });
    return {
      remoteId: data.id,
      handle: `@${data.username}`,
      displayName: data.name || data.username,
      serviceUrl: null,
    };
  }

  const signIn = createCodeSignIn(deps, { client, scopes: SCOPES, accountOf });

  const connector: Connector = {
    platform: 'x',
    // Its own timeline follows within seconds.
    settleMs: 15_000,

    ...signIn,
    connect: onlyInBrowser('X'),
    takeOver: (credentials, signal) => connector.connect(credentials, signal),

    async examine(session, signal) {
      const { accessToken: token } = open(session.secret);
      const { data } = await call(userSchema, '/2/users/me?user.fields=protected', { token, signal });
      // Posts of a protected account go out; only its followers see them.
      const accountType = data.protected ? 'protected' : null;
      return { remoteId: data.id, handle: `@${data.username}`, accountType, unfit: null };
    },
    async tryRead(session, signal) {
      const { accessToken: token } = open(session.secret);
      await call(postsSchema, `/2/users/${session.remoteId}/tweets?max_results=5`, { token, signal });
      return [];
    },
    key: recordKey,

    async prepare(session, content, signal, resume = startAfresh): Promise<Prepared> {
      const at = { token: open(session.secret).accessToken, signal };
      const media = content.kind === 'reply' ? [] : (content.media ?? []);
      const { ids, trace } = await uploads.all(media, at, resume);
      return { mediaIds: ids, trace };
    },
    trace: (prepared) => preparedSchema.parse(prepared).trace,

    async publish(session, { content, prepared, signal }) {
      const { mediaIds } = preparedSchema.parse(prepared);
      const parent = parentOf(content);
      const { data } = await call(createdSchema, '/2/tweets', {
        token: open(session.secret).accessToken,
        signal,
        body: {
          ...(content.text ? { text: content.text } : {}),
          ...(mediaIds.length > 0 ? { media: { media_ids: mediaIds } } : {}),
          ...(parent ? { reply: { in_reply_to_tweet_id: parent } } : {}),
        },
      });
      return { remoteId: data.id, url: postUrl(data.id) };
    },

    async probe(session, _key, { content, since, taken }, signal) {
      // Its clock and ours may differ by a little; what is older than the minute before cannot be it.
      const from = new Date(Date.parse(since) - 60_000);
      const { accessToken: token } = open(session.secret);
      const { items, whole } = await readPages(async (next) => {
        const query = new URLSearchParams({
          max_results: MOST,
          start_time: `${from.toISOString().slice(0, 19)}Z`,
          'tweet.fields': 'created_at,note_tweet,referenced_tweets',
          ...(next === null ? {} : { pagination_token: next }),
        });
        const path = `/2/users/${session.remoteId}/tweets?${query}`;
        const { data, meta } = await call(postsSchema, path, { token, signal });
        return { items: data, next: meta?.next_token ?? null };
      });
      const parent = parentOf(content);
      const found = items.find(
        (post) =>
          !taken.includes(post.id) &&
          post.referenced_tweets?.find(({ type }) => type === 'replied_to')?.id === parent &&
          (parent === undefined ? sameWords : sameAnswer)(post, content.text),
      );
      if (found) {
        return {
          outcome: 'published',
          remoteId: found.id,
          url: postUrl(found.id),
          publishedAt: isoOrNull(found.created_at),
        };
      }
      return { outcome: whole ? 'not_published' : 'cannot_know' };
    },

    async remove(session, { remoteId }, signal) {
      const { accessToken: token } = open(session.secret);
      const at = { token, method: 'DELETE', signal } as const;
      await call(z.unknown(), `/2/tweets/${remoteId}`, at).catch((error: unknown) => {
        if (!(error instanceof ConnectorError && error.failure.code === 'not_found')) throw error;
      });
    },

    async read(session, { remoteId }, signal) {
      const query = new URLSearchParams({ 'tweet.fields': 'created_at,note_tweet' });
      const { accessToken: token } = open(session.secret);
      const { data, errors } = await call(onePostSchema, `/2/tweets/${remoteId}?${query}`, { token, signal });
      if (data) {
        const text = plainText(data.note_tweet?.text ?? data.text);
        return { text, url: postUrl(data.id), publishedAt: isoOrNull(data.created_at) };
      }
      // What is gone comes as a yes with a problem in it.
      if (errors.some(({ type }) => type.endsWith('/resource-not-found'))) return null;
      throw new ConnectorError({
        class: 'retry',
        code: 'answer_unreadable',
        message: errors[0]?.detail || 'X gave an answer that could not be read.',
      });
    },

    async listComments(session, posts, signal) {
      const { accessToken: token } = open(session.secret);
      const lists = [];
      for (const { remoteId, cursor } of posts) {
        const authors = new Map<string, { name: string; username: string }>();
        const { items } = await readPages(async (next) => {
          const query = new URLSearchParams({
            query: `conversation_id:${remoteId}`,
            max_results: MOST,
            ...(cursor && saidAt(cursor) > deps.now().getTime() - SEARCHED_MS ? { since_id: cursor } : {}),
            ...(next === null ? {} : { next_token: next }),
            expansions: 'author_id',
            'tweet.fields': 'created_at,author_id,referenced_tweets',
          });
          const path = `/2/tweets/search/recent?${query}`;
          const { data, includes, meta } = await call(postsSchema, path, { token, signal });
          for (const user of includes?.users ?? []) authors.set(user.id, user);
          return { items: data, next: meta?.next_token ?? null };
        });
        const newest = items.reduce<string | null>(
          (last, { id }) => (last === null || BigInt(id) > BigInt(last) ? id : last),
          cursor,
        );
        lists.push({
          remoteId,
          cursor: newest,
          comments: items.map((post) => {
            const author = authors.get(post.author_id ?? '');
            return {
              remoteId: post.id,
              parentRemoteId:
                post.referenced_tweets?.find(({ type }) => type === 'replied_to')?.id ?? remoteId,
              url: postUrl(post.id),
              own: post.author_id === session.remoteId,
              authorName: author?.name ?? '',
              authorHandle: author?.username ?? '',
              text: plainText(post.text),
              commentedAt: new Date(post.created_at ?? deps.now()).toISOString(),
            };
          }),
        });
      }
      return lists;
    },

    limits: xLimits,
    classify: networkFailure,
  };
  return connector;
}

/** Three characters come as entities. */
const plainText = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** When a post was made, in milliseconds since 1970: its id holds it (https://docs.x.com/x-api/fundamentals/x-ids). */
const saidAt = (id: string): number => Number(BigInt(id) >> 22n) + 1_288_834_974_657;

const postUrl = (id: string): string => `https://x.com/i/status/${id}`;
