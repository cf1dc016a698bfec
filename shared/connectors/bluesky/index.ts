import { AtUri, RichText, XRPCError } from '@atproto/api';
import { z } from 'zod';
import { recordKey } from '../../publishing/record-key.ts';
import {
  type Account,
  type Connector,
  type ConnectorDeps,
  ConnectorError,
  type Credentials,
  type Session,
} from '../contract.ts';
import { isoOrNull } from '../instant.ts';
import { createAgent } from './agent.ts';
import { listReplies } from './comments.ts';
import { classifyBluesky, refusedRefresh } from './errors.ts';
import { imagesEmbed } from './images.ts';
import { blueskyLimits } from './limits.ts';
import { type BlueskySecret, expiryOf, readSecret, secretFrom, tryReadSecret } from './secret.ts';
import { videoEmbed } from './video.ts';

const POST = 'app.bsky.feed.post';

/** Why an account is not active (com.atproto.server.getSession), as our codes. */
const STATUS: Record<string, string> = {
  takendown: 'account_taken_down',
  suspended: 'account_suspended',
  deactivated: 'account_deactivated',
};

/** What a reply points at, found out before it is armed. Links and mentions travel as facets over UTF-8 bytes. */
const refSchema = z.object({ uri: z.string(), cid: z.string() });
const preparedSchema = z.object({
  text: z.string(),
  facets: z.array(z.unknown()).nullable(),
  reply: z.object({ root: refSchema, parent: refSchema }).nullable(),
  embed: z.unknown(),
});
type Prepared = z.infer<typeof preparedSchema>;
const standingSchema = z.object({ text: z.string().default(''), createdAt: z.string().nullish() });

/**
 * Bluesky, or any PDS of the AT Protocol, by app password. Posts are records under a key of our choosing
 * (com.atproto.repo.putRecord), so sending again cannot double and asking is certain.
 */
export function createBlueskyConnector(deps: ConnectorDeps): Connector {
  const open = (session: Session, signal: AbortSignal) => {
    const secret = readSecret(session.secret);
    return { secret, agent: agentFor(secret, signal) };
  };
  const agentFor = ({ did, pds, accessJwt }: BlueskySecret, signal: AbortSignal) =>
    createAgent({ fetch: deps.fetch, service: pds, did, token: accessJwt, signal });

  return {
    platform: 'bluesky',
    settleMs: 5000,

    async connect({ handle, secret: password, serviceUrl }, signal) {
      const service = (serviceUrl ?? deps.baseUrl).replace(/\/+$/, '');
      const agent = createAgent({ fetch: deps.fetch, service, signal });
      const { data } = await agent.com.atproto.server
        .createSession({ identifier: handle.trim().replace(/^@/, ''), password })
        .catch(wrongCredentials);
      const secret = secretFrom(data, service);
      return { account: await accountOf(agentFor(secret, signal), secret), secret: JSON.stringify(secret) };
    },

    async takeOver(credentials: Credentials, signal) {
      const held = tryReadSecret(credentials.secret);
      if (!held) return this.connect(credentials, signal);
      // Refreshing ends the device's token: from here on there is one holder.
      const secret = await this.refresh(
        { remoteId: held.did, serviceUrl: credentials.serviceUrl, secret: credentials.secret },
        signal,
      );
      const next = readSecret(secret);
      return { account: await accountOf(agentFor(next, signal), next), secret };
    },

    expiresAt: (secret) => expiryOf(readSecret(secret).accessJwt),

    async examine(session, signal) {
      const { secret, agent } = open(session, signal);
      const { data } = await agent.com.atproto.server.getSession();
      const unfit = data.active === false ? (STATUS[data.status ?? ''] ?? 'account_suspended') : null;
      return { remoteId: data.did, handle: data.handle || secret.handle, accountType: null, unfit };
    },
    async tryRead(session, signal) {
      const { secret, agent } = open(session, signal);
      await agent.com.atproto.repo.listRecords({ repo: secret.did, collection: POST, limit: 1 });
      return [];
    },

    async refresh(session, signal) {
      const old = readSecret(session.secret);
      const agent = createAgent({ fetch: deps.fetch, service: old.service, token: old.refreshJwt, signal });
      const { data } = await agent.com.atproto.server.refreshSession().catch(refusedRefresh);
      return JSON.stringify(secretFrom(data, old.service, old));
    },

    key: recordKey,

    async prepare(session, content, signal): Promise<Prepared> {
      const { agent } = open(session, signal);
      const text = new RichText({ text: content.text });
      await text.detectFacets(agent);
      const reply = content.kind === 'post' ? null : await replyRefs(agent, content.parentId);
      const media = content.kind === 'reply' ? [] : (content.media ?? []);
      const film = media.find(({ mime }) => mime.startsWith('video/'));
      const embed = film
        ? await videoEmbed(agent, film, deps.readMedia)
        : media.length > 0
          ? await imagesEmbed(agent, media, deps.readMedia)
          : null;
      return { text: text.text, facets: text.facets ?? null, reply, embed };
    },

    async publish(session, { prepared, key, signal }) {
      const { secret, agent } = open(session, signal);
      const { text, facets, reply, embed } = preparedSchema.parse(prepared);
      const record = {
        $type: POST,
        text,
        ...(facets ? { facets } : {}),
        ...(reply ? { reply } : {}),
        ...(embed ? { embed } : {}),
        createdAt: deps.now().toISOString(),
      };
      try {
        // swapRecord null: only if nothing is there. A record under this key is this publication, sent before.
        await agent.com.atproto.repo.putRecord({
          repo: secret.did,
          collection: POST,
          rkey: key,
          record,
          swapRecord: null,
        });
      } catch (error) {
        if (!(error instanceof XRPCError && error.error === 'InvalidSwap')) throw error;
      }
      const uri = AtUri.make(secret.did, POST, key).toString();
      return { remoteId: uri, url: postUrl(uri, secret.pds) };
    },

    async probe(session, key, _asked, signal) {
      const { secret, agent } = open(session, signal);
      try {
        const { data } = await agent.com.atproto.repo.getRecord({
          repo: secret.did,
          collection: POST,
          rkey: key,
        });
        const { createdAt } = standingSchema.parse(data.value);
        return {
          outcome: 'published',
          remoteId: data.uri,
          url: postUrl(data.uri, secret.pds),
          publishedAt: isoOrNull(createdAt),
        };
      } catch (error) {
        if (error instanceof XRPCError && error.error === 'RecordNotFound')
          return { outcome: 'not_published' };
        throw error;
      }
    },

    async remove(session, { remoteId }, signal) {
      const { secret, agent } = open(session, signal);
      const { collection, rkey } = new AtUri(remoteId);
      // What is not there is no error (com.atproto.repo.deleteRecord).
      await agent.com.atproto.repo.deleteRecord({ repo: secret.did, collection, rkey });
    },

    async read(session, { remoteId }, signal) {
      const { secret, agent } = open(session, signal);
      const { collection, rkey } = new AtUri(remoteId);
      const found = await agent.com.atproto.repo
        .getRecord({ repo: secret.did, collection, rkey })
        .catch((error: unknown) => {
          if (error instanceof XRPCError && error.error === 'RecordNotFound') return null;
          throw error;
        });
      if (!found) return null;
      const { text, createdAt } = standingSchema.parse(found.data.value);
      return { text, url: postUrl(remoteId, secret.pds), publishedAt: isoOrNull(createdAt) };
    },

    listComments(session, posts, signal) {
      const { secret, agent } = open(session, signal);
      return listReplies(agent, { did: secret.did, urlOf: (uri) => postUrl(uri, secret.pds) }, posts);
    },

    limits: blueskyLimits,
    classify: classifyBluesky,
  };

  async function accountOf(agent: ReturnType<typeof createAgent>, secret: BlueskySecret): Promise<Account> {
    // From the repository and not from an AppView: it works on every PDS. A missing profile is no failure.
    const profile = await agent.com.atproto.repo
      .getRecord({ repo: secret.did, collection: 'app.bsky.actor.profile', rkey: 'self' })
      .then(
        ({ data }) => z.object({ displayName: z.string().max(300).optional() }).safeParse(data.value).data,
      )
      .catch(() => undefined);
    return {
      remoteId: secret.did,
      handle: secret.handle,
      displayName: profile?.displayName || secret.handle,
      serviceUrl: secret.service,
    };
  }
}

/** Both ends a reply names: what it answers and where that conversation starts (app.bsky.feed.post#replyRef). */
async function replyRefs(
  agent: ReturnType<typeof createAgent>,
  parentUri: string,
): Promise<NonNullable<Prepared['reply']>> {
  const { hostname: repo, rkey, collection } = new AtUri(parentUri);
  const { data } = await agent.com.atproto.repo
    .getRecord({ repo, collection, rkey })
    .catch((error: unknown) => {
      if (!(error instanceof XRPCError && error.error === 'RecordNotFound')) throw error;
      throw new ConnectorError(
        {
          class: 'give_up',
          code: 'comment_gone',
          message: 'The comment was deleted, so it cannot be answered.',
        },
        { cause: error },
      );
    });
  const parent = refSchema.parse(data);
  const value = z.object({ reply: z.object({ root: refSchema }).optional() }).parse(data.value);
  return { root: value.reply?.root ?? parent, parent };
}

function wrongCredentials(error: unknown): never {
  if (error instanceof XRPCError && error.status === 401 && error.error === 'AuthenticationRequired') {
    throw new ConnectorError(
      {
        class: 'reconnect',
        code: 'wrong_credentials',
        message: 'The handle or the app password is not right.',
        answer: { status: 401, code: error.error },
      },
      { cause: error },
    );
  }
  throw error;
}

/** Where a person can see a post: on bsky.app for the public network, else as the record its PDS serves. */
function postUrl(uri: string, pds: string): string {
  const { hostname: did, collection, rkey } = new AtUri(uri);
  if (pds.startsWith('https:')) return `https://bsky.app/profile/${did}/post/${rkey}`;
  const query = new URLSearchParams({ repo: did, collection, rkey });
  return `${pds}/xrpc/com.atproto.repo.getRecord?${query}`;
}
