import { z } from 'zod';
import { BY_FACEBOOK } from '../../kinds/index.ts';
import { recordKey } from '../../publishing/record-key.ts';
import {
  type Connector,
  type ConnectorDeps,
  ConnectorError,
  type Session,
  startAfresh,
} from '../contract.ts';
import { isoOrNull } from '../instant.ts';
import { networkFailure } from '../network-failure.ts';
import { onlyInBrowser, openSecret } from '../oauth.ts';
import {
  API_VERSION,
  commentSchema,
  FACEBOOK_API_VERSION,
  idSchema,
  mediaSchema,
  publishingLimitSchema,
  userSchema,
} from './api.ts';
import type { At } from './client.ts';
import { createClient } from './client.ts';
import { COMMENT_FIELDS, createComments } from './comments.ts';
import { createContainers } from './containers.ts';
import { orGone } from './errors.ts';
import { createFacebookLogin, FACEBOOK_SCOPES, type FacebookApp } from './facebook.ts';
import { instagramLimits } from './limits.ts';
import { createInstagramLogin, INSTAGRAM_SCOPES, type InstagramApp, off } from './login.ts';
import { createLost } from './lost.ts';

/** A token lives sixty days and is extended, once it is a day old, for another sixty: done this long before its end. */
const EXTEND_BEFORE_MS = 30 * 86_400_000;

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

  const { request, call, list } = createClient(deps);
  /** With which token, and at which host, an account's calls are made. @throws ConnectorError `secret_unreadable` | `platform_off` */
  function reach({ secret }: Session, signal: AbortSignal): At {
    const { accessToken: token, pageId } = open(secret);
    const graph = pageId === undefined ? instagramGraph : facebookGraph;
    if (graph === undefined) throw off();
    return { graph, token, signal };
  }

  const lost = createLost({ call, list, now: deps.now });
  const comments = createComments(list);
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
      const remaining = Math.max(0, limit - day.quota_usage);
      // By its length from now on everything of it is over; a place comes back post by post.
      const ends = remaining > 0 ? quota_duration * 1000 : 3_600_000;
      const resetAt = new Date(deps.now().getTime() + ends).toISOString();
      return [{ of: 'account', bucket: 'post', limit, remaining, resetAt, slides: true }];
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

    probe: (session, _key, asked, signal) => lost.look(session.remoteId, asked, reach(session, signal)),

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

    listComments: (session, posts, signal) => comments.read(session.remoteId, posts, reach(session, signal)),

    limits: (answer) => instagramLimits(answer, deps.now()),
    classify: networkFailure,
  };
  return connector;
}

const open = (secret: Session['secret']): InstagramSecret => openSecret(secretSchema, secret);
