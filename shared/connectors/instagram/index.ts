import { z } from 'zod';
import { BY_FACEBOOK } from '../../kinds/index.ts';
import { recordKey } from '../../publishing/record-key.ts';
import {
  type Connector,
  type ConnectorDeps,
  ConnectorError,
  type Probe,
  parentOf,
  type RemoteComment,
  type Session,
  startAfresh,
} from '../contract.ts';
import { isoOrNull } from '../instant.ts';
import { networkFailure } from '../network-failure.ts';
import { onlyInBrowser, openSecret } from '../oauth.ts';
import { readPages } from '../pages.ts';
import {
  API_VERSION,
  commentSchema,
  commentsSchema,
  containerSchema,
  FACEBOOK_API_VERSION,
  type IgComment,
  idSchema,
  type Listed,
  mediaListSchema,
  mediaSchema,
  publishingLimitSchema,
  repliesSchema,
  userSchema,
} from './api.ts';
import { type At, createContainers, readKept } from './containers.ts';
import { refused } from './errors.ts';
import { createFacebookLogin, FACEBOOK_SCOPES, type FacebookApp } from './facebook.ts';
import { instagramLimits } from './limits.ts';
import { createInstagramLogin, INSTAGRAM_SCOPES, type InstagramApp, off } from './login.ts';

/** A token lives sixty days and is extended, once it is a day old, for another sixty: done this long before its end. */
const EXTEND_BEFORE_MS = 30 * 86_400_000;
const HOUR_MS = 3_600_000;
/** The most comments a page holds. */
const PAGE = 50;
const COMMENT_FIELDS = 'id,text,timestamp,username,from';

const secretSchema = z.object({
  accessToken: z.string().min(1).max(10_000),
  expiresAt: z.number().nullable(),
  /** As the sign-in said it; missing where it did not, or was before this was kept. */
  scopes: z.array(z.string()).optional(),
  /** Of an account that was connected through its Facebook page: the page whose token this is, and who it asks. */
  pageId: z.string().optional(),
});
export type InstagramSecret = z.infer<typeof secretSchema>;
const preparedSchema = z.object({
  containerId: z.string().nullable(),
  out: z.boolean(),
  trace: z.string().nullable(),
});
type Prepared = z.infer<typeof preparedSchema>;
/** Which of the two logins somebody is at. */
const keptSchema = z.object({ by: z.string().optional() });

export type InstagramDeps = ConnectorDeps & {
  /** The app as it is registered with Meta, where people sign in, and where its codes are exchanged; not there: nobody does. */
  app?: InstagramApp | undefined;
  /** The same for those who sign in with Facebook, and where the API is that their tokens are for. */
  facebook?: FacebookApp | undefined;
  /** An address at which Instagram can fetch a file for a day. It takes pictures by address only. */
  mediaUrl: NonNullable<ConnectorDeps['mediaUrl']>;
};

/**
 * Instagram's API with Instagram Login and with Facebook Login, for professional accounts: one API on two hosts, with a
 * token of the account or of its Facebook page. A post is a container that is made, becomes ready and
 * is published; a container tells whether it was, so a lost answer is never guessed about.
 */
export function createInstagramConnector(deps: InstagramDeps): Connector {
  const { app, facebook } = deps;
  const instagramGraph = `${deps.baseUrl}/${API_VERSION}`;
  const facebookGraph = facebook && `${facebook.graphUrl}/${FACEBOOK_API_VERSION}`;

  async function request<T>(
    schema: z.ZodType<T>,
    url: string,
    init: RequestInit & { signal: AbortSignal },
  ): Promise<T> {
    const response = await deps.fetch(url, { ...init, redirect: 'error' });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok) throw refused(response.status, answer, response.headers, deps.now());
    const read = schema.safeParse(answer);
    if (read.success) return read.data;
    throw new ConnectorError({
      outcome: 'unknown',
      class: 'retry',
      code: 'answer_unreadable',
      message: 'Instagram gave an answer that could not be read.',
      answer: { status: response.status, code: null },
    });
  }
  /** The token goes in a header: in an address it would be in logs. */
  const call = <T>(
    schema: z.ZodType<T>,
    path: string,
    {
      graph,
      token,
      signal,
      body,
      method = body ? 'POST' : 'GET',
    }: At & { body?: Record<string, string>; method?: 'GET' | 'POST' | 'DELETE' },
  ): Promise<T> =>
    request(schema, `${graph}/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      ...(body ? { body: new URLSearchParams(body) } : {}),
      signal,
    });
  /** With which token, and at which host, an account's calls are made. @throws ConnectorError `secret_unreadable` | `platform_off` */
  function reach({ secret }: Session, signal: AbortSignal): At {
    const { accessToken: token, pageId } = open(secret);
    const graph = pageId === undefined ? instagramGraph : facebookGraph;
    if (graph === undefined) throw off();
    return { graph, token, signal };
  }

  /** A list that begins with the newest. @param past whether everything behind an item is too old to matter */
  const list = <T>(
    schema: z.ZodType<Listed<T>>,
    path: string,
    at: At,
    past?: (item: NoInfer<T>) => boolean,
  ) =>
    readPages(async (next) => {
      const after = next === null ? '' : `&after=${encodeURIComponent(next)}`;
      const { data, paging } = await call(schema, `${path}&limit=${PAGE}${after}`, at);
      return { items: data, next: (paging?.next && paging.cursors?.after) || null };
    }, past);

  const containers = createContainers({ call, mediaUrl: deps.mediaUrl });
  const byInstagram = createInstagramLogin({ ...deps, app, graph: instagramGraph, request, call });
  const byFacebook =
    facebook && facebookGraph && createFacebookLogin({ app: facebook, graph: facebookGraph, request, call });

  const connector: Connector = {
    platform: 'instagram',
    settleMs: 20_000,

    browser: {
      async begin({ serviceUrl, redirectUri, state }) {
        if (serviceUrl === BY_FACEBOOK) {
          if (!byFacebook) throw off();
          return { url: byFacebook.page({ redirectUri, state }), kept: JSON.stringify({ by: BY_FACEBOOK }) };
        }
        return { url: byInstagram.page({ redirectUri, state }), kept: '{}' };
      },
      async finish({ kept, redirectUri, code }, signal) {
        if (keptSchema.parse(JSON.parse(kept)).by === BY_FACEBOOK) {
          if (!byFacebook) throw off();
          return byFacebook.finish({ redirectUri, code }, signal);
        }
        return byInstagram.finish({ redirectUri, code }, signal);
      },
    },

    connect: onlyInBrowser('Instagram'),
    takeOver: (credentials, signal) => connector.connect(credentials, signal),

    expiresAt: (secret) => open(secret).expiresAt,
    permissions(secret) {
      const { pageId, scopes = null } = open(secret);
      return { needed: pageId === undefined ? INSTAGRAM_SCOPES : FACEBOOK_SCOPES, granted: scopes };
    },
    async examine(session, signal) {
      const { accessToken, pageId } = open(session.secret);
      if (pageId !== undefined) {
        const path = `${session.remoteId}?fields=id,username`;
        // Only professional accounts can be reached by their page.
        const { id, username } = await call(userSchema, path, reach(session, signal));
        return { remoteId: id, handle: `@${username}`, accountType: null, unfit: null };
      }
      return byInstagram.examine(accessToken, signal);
    },
    async tryRead(session, signal) {
      const path = `${session.remoteId}/content_publishing_limit?fields=quota_usage,config`;
      const [day] = (await call(publishingLimitSchema, path, reach(session, signal))).data;
      if (!day?.config) return [];
      const { quota_total: limit, quota_duration } = day.config;
      // Its window moves along: by its length from now on everything of it is over.
      const resetAt = new Date(deps.now().getTime() + quota_duration * 1000).toISOString();
      return [{ of: 'account', bucket: 'post', limit, remaining: limit - day.quota_usage, resetAt }];
    },
    refreshFrom(secret) {
      const ends = open(secret).expiresAt;
      return ends === null ? null : ends - EXTEND_BEFORE_MS;
    },
    async refresh(session, signal) {
      const secret = open(session.secret);
      // A page's token lasts until the person, or Facebook, takes it back.
      if (secret.pageId !== undefined)
        throw new ConnectorError({
          class: 'reconnect',
          code: 'signed_out',
          message: 'Facebook ended the sign-in to this page.',
        });
      return byInstagram.extend(secret, signal);
    },
    key: recordKey,

    async prepare(session, content, signal, resume = startAfresh): Promise<Prepared> {
      if (content.kind !== 'post') return { containerId: null, out: false, trace: null };
      const at = reach(session, signal);
      const { id, out, trace } = await containers.forPost(session.remoteId, content, at, resume);
      return { containerId: id, out, trace };
    },
    trace: (prepared) => preparedSchema.parse(prepared).trace,

    async publish(session, { content, prepared, signal }) {
      const at = reach(session, signal);
      if (content.kind !== 'post') {
        const path =
          content.kind === 'reply' ? `${content.parentId}/replies` : `${content.parentId}/comments`;
        const { id } = await call(idSchema, path, { ...at, body: { message: content.text } });
        return { remoteId: id, url: null };
      }
      const { containerId, out } = preparedSchema.parse(prepared);
      if (out)
        throw new ConnectorError({
          outcome: 'unknown',
          class: 'retry',
          code: 'answer_unreadable',
          message: 'Instagram says that this was published before.',
        });
      const { id } = await call(idSchema, `${session.remoteId}/media_publish`, {
        ...at,
        body: { creation_id: containerId ?? '' },
      });
      // It is out; where it can be seen is a second question, and no answer to that makes it less so.
      const seen = await call(mediaSchema, `${id}?fields=id,permalink`, at).catch(() => null);
      return { remoteId: id, url: seen?.permalink ?? null };
    },

    async probe(session, _key, { content, since, taken, trace }, signal) {
      const at = reach(session, signal);
      const from = Date.parse(since) - 60_000;
      const older = ({ timestamp }: { timestamp: string }) => Date.parse(timestamp) < from;
      const fresh = (thing: { id: string; timestamp: string }) => !taken.includes(thing.id) && !older(thing);
      // What it works on, or has not listed yet, is asked for again, but not for ever: somebody may have deleted it.
      const notYet = (): Probe => {
        if (deps.now().getTime() - Date.parse(since) > HOUR_MS) return { outcome: 'cannot_know' };
        throw new ConnectorError({
          outcome: 'unknown',
          class: 'retry',
          code: 'media_not_ready',
          message: 'Instagram does not show yet what became of it.',
        });
      };
      const published = (id: string, timestamp: string, url: string | null) =>
        ({
          outcome: 'published',
          remoteId: id,
          url,
          publishedAt: new Date(Date.parse(timestamp)).toISOString(),
        }) as const;
      const parent = parentOf(content);
      if (parent !== undefined) {
        // Comments come newest first; of answers nothing is said of the order.
        const [edge, past] = content.kind === 'reply' ? ['replies', undefined] : ['comments', older];
        const path = `${parent}/${edge}?fields=${COMMENT_FIELDS}`;
        const { items, whole } = await list(repliesSchema, path, at, past);
        const mine = items.find(
          (comment) =>
            fresh(comment) && comment.from?.id === session.remoteId && comment.text === content.text,
        );
        if (mine) return published(mine.id, mine.timestamp, null);
        return { outcome: whole ? 'not_published' : 'cannot_know' };
      }
      const isStory = content.kind === 'post' && content.format === 'story';
      const { id: container } = readKept(trace);
      if (container === null) return { outcome: 'cannot_know' };
      const { status_code: state } = await call(
        containerSchema,
        `${container}?fields=status_code,status`,
        at,
      );
      if (state === 'IN_PROGRESS') return notYet();
      if (state !== 'PUBLISHED') return { outcome: 'not_published' };
      const path = `${session.remoteId}/${isStory ? 'stories' : 'media'}?fields=id,caption,permalink,timestamp`;
      const { items } = await list(mediaListSchema, path, at, older);
      const found =
        items.find((media) => fresh(media) && media.caption.trim() === content.text.trim()) ??
        items.find(fresh);
      return found ? published(found.id, found.timestamp, found.permalink ?? null) : notYet();
    },

    async remove(session, { remoteId, kind }, signal) {
      if (kind === 'post' && open(session.secret).pageId === undefined)
        throw new ConnectorError({
          class: 'give_up',
          code: 'cannot_delete',
          message: 'Instagram lets no app delete posts of an account that was connected this way.',
        });
      await call(z.unknown(), remoteId, { ...reach(session, signal), method: 'DELETE' }).catch(orGone);
    },

    async read(session, { remoteId, kind }, signal) {
      const at = reach(session, signal);
      if (kind === 'post') {
        const fields = 'id,caption,permalink,timestamp';
        const found = await call(mediaSchema, `${remoteId}?fields=${fields}`, at).catch(orGone);
        if (!found) return null;
        const { caption, permalink, timestamp } = found;
        return { text: caption, url: permalink ?? null, publishedAt: isoOrNull(timestamp) };
      }
      const found = await call(commentSchema, `${remoteId}?fields=${COMMENT_FIELDS}`, at).catch(orGone);
      return found && { text: found.text, url: null, publishedAt: isoOrNull(found.timestamp) };
    },

    async listComments(session, posts, signal) {
      const at = reach(session, signal);
      const lists = [];
      for (const { remoteId, cursor } of posts) {
        const fields = `${COMMENT_FIELDS},replies{${COMMENT_FIELDS}}`;
        const since = Date.parse(cursor ?? '') || 0;
        const isOlder = ({ timestamp }: IgComment) => Date.parse(timestamp) < since;
        const { items } = await list(commentsSchema, `${remoteId}/comments?fields=${fields}`, at, isOlder);
        const all = items.flatMap(({ replies, ...comment }) => [
          remoteComment(comment, remoteId, session.remoteId),
          ...(replies?.data ?? []).map((reply) => remoteComment(reply, comment.id, session.remoteId)),
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

    limits: (answer) => instagramLimits(answer, deps.now()),
    classify: networkFailure,
  };
  return connector;
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

/** @returns null for what is not there: code 100 with subcode 33 (a token that ended has another). */
function orGone(error: unknown): null {
  if (error instanceof ConnectorError && error.failure.answer.code === '100/33') return null;
  throw error;
}

const open = (secret: Session['secret']): InstagramSecret => openSecret(secretSchema, secret);
