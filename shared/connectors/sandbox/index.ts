import { z } from 'zod';
import { fitPicture } from '../../media/images.ts';
import { recordKey } from '../../publishing/record-key.ts';
import {
  type Connector,
  type ConnectorDeps,
  ConnectorError,
  type Failure,
  type RemoteComment,
  type Thing,
} from '../contract.ts';
import { httpFailure, networkFailure } from '../network-failure.ts';
import { unfit } from '../unfit.ts';
import {
  sandboxAccountSchema,
  sandboxCommentsSchema,
  sandboxImageSchema,
  sandboxSentVideoSchema,
  sandboxSignInSchema,
  sandboxStandingSchema,
  sandboxThingSchema,
  sandboxVideoSchema,
} from './api.ts';
import { sandbox } from './facts.ts';

const errorSchema = z.object({ code: z.string(), message: z.string() });
const secretSchema = z.object({ token: z.string().min(1).max(500) });

const preparedSchema = z.object({
  images: z.array(sandboxImageSchema),
  video: sandboxVideoSchema.nullable().default(null),
});
type Prepared = z.infer<typeof preparedSchema>;

const MEANING: Record<string, Pick<Failure, 'class' | 'code'>> = {
  sandbox_unauthorized: { class: 'reconnect', code: 'signed_out' },
  sandbox_content_refused: { class: 'fix_content', code: 'content_refused' },
  sandbox_handle_taken: { class: 'reconnect', code: 'handle_taken' },
  sandbox_handle_invalid: { class: 'reconnect', code: 'handle_invalid' },
};

/** The Sandbox network over its HTTP API. It takes an idempotency key with everything it posts. */
export function createSandboxConnector(deps: ConnectorDeps): Connector {
  async function call<T>(
    schema: z.ZodType<T>,
    path: string,
    options: {
      signal: AbortSignal;
      token?: string;
      key?: string;
      body?: unknown;
      /** Bytes instead of a body. */
      file?: { bytes: Uint8Array; mime: string };
      method?: 'DELETE';
    },
  ): Promise<T> {
    const { signal, token, key, body, file, method } = options;
    const response = await deps.fetch(`${deps.baseUrl}/sandbox/api${path}`, {
      method: method ?? (body === undefined && !file ? 'GET' : 'POST'),
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(key ? { 'idempotency-key': key } : {}),
        ...(file ? { 'content-type': file.mime } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(file ? { body: file.bytes as Uint8Array<ArrayBuffer> } : {}),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal,
    });
    const answer: unknown = await response.json();
    if (response.ok) return schema.parse(answer);
    const { code, message } = errorSchema.safeParse(answer).data ?? { code: null, message: '' };
    throw new ConnectorError({
      ...httpFailure(response.status, code, message),
      ...(code ? MEANING[code] : {}),
    });
  }

  return {
    platform: 'sandbox',
    settleMs: 1000,

    async connect({ handle, secret: password }, signal) {
      const { account, token } = await call(sandboxSignInSchema, '/accounts', {
        signal,
        body: { handle, password },
      });
      return { account: accountOf(account), secret: JSON.stringify({ token }) };
    },

    async takeOver(credentials, signal) {
      // What the device holds is the token; the network has no rotation, so it is only checked.
      const token = tokenOf(credentials.secret);
      if (!token) return this.connect(credentials, signal);
      const account = await call(sandboxAccountSchema, '/me', { signal, token });
      return { account: accountOf(account), secret: JSON.stringify({ token }) };
    },

    async examine({ secret }, signal) {
      const token = tokenOf(secret);
      const account = await call(sandboxAccountSchema, '/me', { signal, ...(token ? { token } : {}) });
      return { remoteId: account.id, handle: account.handle, accountType: null, unfit: null };
    },
    async tryRead({ secret, remoteId }, signal) {
      const token = tokenOf(secret);
      // A list of the comments below no post of its own.
      const path = `/comments?${new URLSearchParams({ posts: remoteId })}`;
      await call(sandboxCommentsSchema, path, { signal, ...(token ? { token } : {}) });
      return [];
    },
    expiresAt: () => null,
    refresh: async (session) => session.secret,
    key: recordKey,

    async prepare(session, content, signal): Promise<Prepared> {
      if (content.kind !== 'post') return { images: [], video: null };
      const images: Prepared['images'] = [];
      let video: Prepared['video'] = null;
      for (const item of content.media ?? []) {
        if (item.mime.startsWith('video/')) {
          const token = tokenOf(session.secret);
          const file = { bytes: await deps.readMedia(item), mime: item.mime };
          const sent = await call(sandboxSentVideoSchema, '/videos', {
            signal,
            file,
            ...(token ? { token } : {}),
          });
          video = { ...sent, alt: item.alt, cover_ms: item.cover_ms ?? null };
          continue;
        }
        const { bytes, mime } = await fitPicture(
          { bytes: await deps.readMedia(item), mime: item.mime, crop: item.crop },
          sandbox.account.pictures,
        ).catch(unfit);
        const data = Buffer.from(bytes).toString('base64');
        images.push(sandboxImageSchema.parse({ mime, alt: item.alt, data }));
      }
      return { images, video };
    },

    async publish(session, { content, prepared, key, signal }) {
      const token = tokenOf(session.secret);
      const { images, video } = preparedSchema.parse(prepared ?? { images: [] });
      const { id, url } = await call(sandboxThingSchema, content.kind === 'post' ? '/posts' : '/comments', {
        signal,
        key,
        ...(token ? { token } : {}),
        body:
          content.kind === 'post'
            ? { text: content.text, images, ...(video ? { video } : {}) }
            : content.kind === 'part' && content.parentId === content.rootId
              ? { text: content.text, post_id: content.rootId }
              : { text: content.text, parent_id: content.parentId },
      });
      return { remoteId: id, url };
    },

    async probe(session, key, { content }, signal) {
      const token = tokenOf(session.secret);
      const path = `/${content.kind === 'post' ? 'posts' : 'comments'}/by-key/${key}`;
      try {
        const found = await call(sandboxThingSchema, path, { signal, ...(token ? { token } : {}) });
        return { outcome: 'published', remoteId: found.id, url: found.url, publishedAt: found.created_at };
      } catch (error) {
        if (error instanceof ConnectorError && error.failure.answer.code === 'not_found') {
          return { outcome: 'not_published' };
        }
        throw error;
      }
    },

    async remove(session, thing, signal) {
      const token = tokenOf(session.secret);
      await call(z.unknown(), pathOf(thing), {
        signal,
        method: 'DELETE',
        ...(token ? { token } : {}),
      }).catch(orGone);
    },

    async read(session, thing, signal) {
      const token = tokenOf(session.secret);
      const found = await call(sandboxStandingSchema, pathOf(thing), {
        signal,
        ...(token ? { token } : {}),
      }).catch(orGone);
      return found && { text: found.text, url: found.url, publishedAt: found.created_at };
    },

    async listComments(session, posts, signal) {
      const token = tokenOf(session.secret);
      const after = Math.min(...posts.map(({ cursor }) => Number(cursor ?? 0)));
      const { comments } = await call(
        sandboxCommentsSchema,
        `/comments?${new URLSearchParams({ posts: posts.map(({ remoteId }) => remoteId).join(), after: String(after) })}`,
        { signal, ...(token ? { token } : {}) },
      );
      const me = await call(sandboxAccountSchema, '/me', { signal, ...(token ? { token } : {}) });
      return posts.map(({ remoteId, cursor }) => {
        const mine = comments.filter(({ post_id: post }) => post === remoteId);
        const last = Math.max(Number(cursor ?? 0), ...mine.map(({ seq }) => seq));
        return {
          remoteId,
          cursor: String(last),
          comments: mine.map(
            (comment): RemoteComment => ({
              remoteId: comment.id,
              parentRemoteId: comment.parent_id ?? comment.post_id,
              url: comment.url,
              own: comment.author_handle === me.handle,
              authorName: comment.author_name,
              authorHandle: comment.author_handle ?? '',
              text: comment.text,
              commentedAt: comment.created_at,
            }),
          ),
        };
      });
    },

    classify: networkFailure,
  };
}

const pathOf = ({ remoteId, kind }: Thing): string =>
  `/${kind === 'post' ? 'posts' : 'comments'}/${remoteId}`;

/** @returns null for what is not there */
function orGone(error: unknown): null {
  if (error instanceof ConnectorError && error.failure.answer.code === 'not_found') return null;
  throw error;
}

const accountOf = (account: z.infer<typeof sandboxAccountSchema>) => ({
  remoteId: account.id,
  handle: account.handle,
  displayName: account.display_name,
  serviceUrl: null,
});

/** The token of a sealed secret, or the bare token a device held. */
function tokenOf(secret: string): string | undefined {
  try {
    return secretSchema.parse(JSON.parse(secret)).token;
  } catch {
    return /^[\w-]{43}$/.test(secret) ? secret : undefined;
  }
}
