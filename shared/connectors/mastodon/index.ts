import { z } from 'zod';
import { recordKey } from '../../publishing/record-key.ts';
import {
  type Account,
  type Connector,
  type ConnectorDeps,
  ConnectorError,
  parentOf,
  type Session,
  startAfresh,
} from '../contract.ts';
import { isoOrNull } from '../instant.ts';
import { networkFailure } from '../network-failure.ts';
import { readPages } from '../pages.ts';
import {
  accountSchema,
  contextSchema,
  instanceSchema,
  type Status,
  sourceSchema,
  statusSchema,
} from './api.ts';
import { createBrowserSignIn, SCOPES } from './browser.ts';
import { createClient, type MastodonSecret, secretSchema } from './client.ts';
import { couldBe } from './could-be.ts';
import { htmlText } from './html-text.ts';
import { mastodonLimits } from './limits.ts';
import { createUploads } from './media.ts';

/** The most statuses of an account that a page holds. */
const PAGE = 40;

const preparedSchema = z.object({
  text: z.string(),
  mediaIds: z.array(z.string()),
  visibility: z.enum(['public', 'unlisted', 'private', 'direct']).nullable(),
  trace: z.string().nullable(),
});
type Prepared = z.infer<typeof preparedSchema>;

/**
 * Mastodon, or anything that speaks its API. An instance keeps an idempotency key for about an hour
 * (https://docs.joinmastodon.org/methods/statuses/#create), so sending again soon cannot double; whether something is
 * there is found out from the account's own newest statuses, which does not depend on the key.
 */
export function createMastodonConnector(deps: ConnectorDeps): Connector {
  const call = createClient(deps);
  const uploads = createUploads({ ...deps, call });
  const open = (session: Session): MastodonSecret => {
    const secret = readSecret(session.secret);
    if (secret) return secret;
    throw new ConnectorError({
      class: 'reconnect',
      code: 'secret_unreadable',
      message: 'What is stored for this account cannot be read. Connect it again.',
    });
  };

  const handleOf = ({ username, url }: z.infer<typeof accountSchema>, service: string) =>
    `@${username}@${new URL(url ?? service).host}`;
  const credentials = ({ service, accessToken: token }: MastodonSecret, signal: AbortSignal) =>
    call(accountSchema, '/api/v1/accounts/verify_credentials', { service, token, signal });

  async function accountOf(secret: MastodonSecret, signal: AbortSignal): Promise<Account> {
    const { service } = secret;
    const { data } = await credentials(secret, signal);
    return {
      remoteId: data.id,
      handle: handleOf(data, service),
      displayName: data.display_name || data.username,
      serviceUrl: service,
      limits: await limitsOf(service, signal),
    };
  }

  /** What this instance allows; unknown where it does not say. */
  async function limitsOf(
    service: string,
    signal: AbortSignal,
  ): Promise<NonNullable<Account['limits']> | null> {
    const found = await call(instanceSchema, '/api/v2/instance', { service, signal }).catch(() => null);
    const statuses = found?.data.configuration?.statuses;
    const text = statuses?.max_characters;
    const link = statuses?.characters_reserved_per_url;
    return text || link ? { ...(text ? { text } : {}), ...(link ? { link } : {}) } : null;
  }

  const connector: Connector = {
    platform: 'mastodon',
    // Writes are in the account's own list as soon as they are answered; a busy instance's copy may lag behind.
    settleMs: 10_000,
    browser: createBrowserSignIn({ ...deps, call, accountOf }),

    /** By a token of the person's own making (Preferences, Development). */
    async connect({ secret: token, serviceUrl }, signal) {
      const held = readSecret(token);
      const secret = held ?? {
        service: new URL(serviceUrl ?? deps.baseUrl).origin,
        accessToken: token.trim(),
      };
      return { account: await accountOf(secret, signal), secret: JSON.stringify(secret) };
    },
    takeOver: (credentials, signal) => connector.connect(credentials, signal),

    expiresAt: () => null,
    permissions: (secret) => ({ needed: SCOPES, granted: readSecret(secret)?.scopes ?? null }),
    async examine(session, signal) {
      const secret = open(session);
      const { data } = await credentials(secret, signal);
      return {
        remoteId: data.id,
        handle: handleOf(data, secret.service),
        accountType: data.bot ? 'bot' : null,
        unfit: data.suspended ? 'account_suspended' : data.moved ? 'account_moved' : null,
      };
    },
    async tryRead(session, signal) {
      const { service, accessToken: token } = open(session);
      const path = `/api/v1/accounts/${session.remoteId}/statuses?limit=1`;
      await call(z.array(statusSchema), path, { service, token, signal });
      return [];
    },
    refresh: async (session) => session.secret,
    key: recordKey,

    async prepare(session, content, signal, resume = startAfresh): Promise<Prepared> {
      const secret = open(session);
      if (content.kind !== 'reply') {
        const { ids, trace } = await uploads.all(content.media ?? [], secret, signal, resume);
        return { text: content.text, mediaIds: ids, visibility: null, trace };
      }
      const { service, accessToken: token } = secret;
      const parent = await call(statusSchema, `/api/v1/statuses/${content.parentId}`, {
        service,
        token,
        signal,
      }).catch(commentGone);
      // An answer reaches somebody only when it names them, and is seen by no more people than what it answers.
      const name = `@${parent.data.account.acct}`;
      const named = content.text.toLowerCase().includes(name.toLowerCase());
      return {
        text: named ? content.text : `${name} ${content.text}`,
        mediaIds: [],
        visibility: parent.data.visibility,
        trace: null,
      };
    },
    trace: (prepared) => preparedSchema.parse(prepared).trace,

    async publish(session, { content, prepared, key, signal }) {
      const { service, accessToken: token } = open(session);
      const { text, mediaIds, visibility } = preparedSchema.parse(prepared);
      const parent = parentOf(content);
      const { data } = await call(statusSchema, '/api/v1/statuses', {
        service,
        token,
        signal,
        headers: { 'idempotency-key': key },
        body: {
          status: text,
          ...(mediaIds.length > 0 ? { media_ids: mediaIds } : {}),
          ...(parent ? { in_reply_to_id: parent } : {}),
          ...(visibility ? { visibility } : {}),
        },
      });
      return { remoteId: data.id, url: data.url ?? data.uri ?? null };
    },

    async probe(session, _key, { content, since, taken }, signal) {
      const { service, accessToken: token } = open(session);
      let skew = 0;
      const isOlder = ({ created_at }: Status) => Date.parse(created_at) < Date.parse(since) + skew - 2000;
      const { items, whole } = await readPages(async (next) => {
        const behind = next === null ? '' : `&max_id=${next}`;
        const path = `/api/v1/accounts/${session.remoteId}/statuses?limit=${PAGE}&exclude_reblogs=true${behind}`;
        const { data, headers } = await call(z.array(statusSchema), path, { service, token, signal });
        // Times there are by the instance's clock: what is the same moment on it?
        const theirs = Date.parse(headers.get('date') ?? '');
        skew = Number.isNaN(theirs) ? 0 : theirs - deps.now().getTime();
        return { items: data, next: data.length < PAGE ? null : (data.at(-1)?.id ?? null) };
      }, isOlder);
      const parent = parentOf(content) ?? null;
      const candidates = items.filter(
        (status) =>
          !isOlder(status) &&
          (status.in_reply_to_id ?? null) === parent &&
          !taken.includes(status.id) &&
          couldBe(status.content, content.text),
      );
      for (const status of candidates) {
        const source = await call(sourceSchema, `/api/v1/statuses/${status.id}/source`, {
          service,
          token,
          signal,
        });
        const words = source.data.text.trim();
        if (
          words !== content.text.trim() &&
          !(content.kind === 'reply' && words.endsWith(content.text.trim()))
        )
          continue;
        return {
          outcome: 'published',
          remoteId: status.id,
          url: status.url ?? status.uri ?? null,
          publishedAt: new Date(Date.parse(status.created_at) - skew).toISOString(),
        };
      }
      return { outcome: whole ? 'not_published' : 'cannot_know' };
    },

    async remove(session, { remoteId }, signal) {
      const { service, accessToken: token } = open(session);
      const at = { service, token, method: 'DELETE', signal } as const;
      await call(z.unknown(), `/api/v1/statuses/${remoteId}`, at).catch(orGone);
    },

    async read(session, { remoteId }, signal) {
      const { service, accessToken: token } = open(session);
      const at = { service, token, signal };
      const found = await call(statusSchema, `/api/v1/statuses/${remoteId}`, at).catch(orGone);
      if (!found) return null;
      const source = await call(sourceSchema, `/api/v1/statuses/${remoteId}/source`, at).catch(orGone);
      if (!source) return null;
      const { url, uri, created_at } = found.data;
      return { text: source.data.text, url: url ?? uri ?? null, publishedAt: isoOrNull(created_at) };
    },

    async listComments(session, posts, signal) {
      const { service, accessToken: token } = open(session);
      const lists = [];
      for (const { remoteId, cursor } of posts) {
        const path = `/api/v1/statuses/${remoteId}/context`;
        const found = await call(contextSchema, path, { service, token, signal }).catch(orGone);
        // Nobody says anything more below what is gone.
        const fresh = (found?.data.descendants ?? []).filter(
          ({ id }) => cursor === null || isLater(id, cursor),
        );
        const newest = fresh.reduce<string | null>(
          (last, { id }) => (last === null || isLater(id, last) ? id : last),
          cursor,
        );
        lists.push({
          remoteId,
          cursor: newest,
          comments: fresh.map((status) => ({
            remoteId: status.id,
            parentRemoteId: status.in_reply_to_id ?? remoteId,
            url: status.url ?? status.uri ?? null,
            own: status.account.id === session.remoteId,
            authorName: status.account.display_name || status.account.username,
            authorHandle: status.account.acct,
            text: htmlText(status.content),
            commentedAt: new Date(status.created_at).toISOString(),
          })),
        });
      }
      return lists;
    },

    limits: mastodonLimits,
    classify: networkFailure,
  };
  return connector;
}

/** Ids are numbers that grow with time, written as texts (https://docs.joinmastodon.org/api/guidelines/#id). */
const isLater = (id: string, other: string): boolean =>
  id.length === other.length ? id > other : id.length > other.length;

function readSecret(text: string): MastodonSecret | undefined {
  try {
    return secretSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** @returns null for what is not there */
function orGone(error: unknown): null {
  if (error instanceof ConnectorError && error.failure.code === 'not_found') return null;
  throw error;
}

function commentGone(error: unknown): never {
  if (!(error instanceof ConnectorError && error.failure.code === 'not_found')) throw error;
  throw new ConnectorError(
    { class: 'give_up', code: 'comment_gone', message: 'The comment was deleted, so it cannot be answered.' },
    { cause: error },
  );
}
