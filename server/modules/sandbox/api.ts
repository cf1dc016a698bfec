import { z } from 'zod';
import {
  SANDBOX_VIDEO_TYPES,
  sandboxAccountSchema,
  sandboxCommentsSchema,
  sandboxImageSchema,
  sandboxSentVideoSchema,
  sandboxSignInSchema,
  sandboxStandingSchema,
  sandboxThingSchema,
  sandboxVideoSchema,
} from '../../../shared/connectors/sandbox/api.ts';
import { AppError } from '../../../shared/errors.ts';
import type { App, ServerDeps } from '../../deps.ts';
import { bearerToken } from '../auth/require-person.ts';
import { MAX_VIDEO_BYTES, type SandboxComment, type SandboxPost, type SandboxStore } from './store.ts';

const keySchema = z.string().min(1).max(200);
const text = z.string().max(20_000);

/**
 * The Sandbox network's own API, as a social network would have it: a bearer token per account, idempotency keys
 * (`Idempotency-Key`) on everything that posts, and a way to ask what a key made.
 */
export function sandboxApi(app: App, deps: Pick<ServerDeps, 'publicUrl'>, store: SandboxStore): void {
  const tags = ['sandbox'];
  const postView = (post: SandboxPost) => ({
    id: post.id,
    url: `${deps.publicUrl()}/sandbox/@${post.handle}/${post.id}`,
    created_at: post.created_at,
    text: post.text,
  });
  const commentView = (comment: SandboxComment) => ({
    ...comment,
    url: `${deps.publicUrl()}/sandbox/comments/${comment.id}`,
  });
  const headers = z.object({ 'idempotency-key': keySchema });

  app.post(
    '/sandbox/api/accounts',
    {
      config: { rateLimit: { max: 120, timeWindow: '1 minute' } },
      schema: {
        tags,
        body: z.object({ handle: z.string().max(100), password: z.string().max(1000).default('') }),
        response: { 200: sandboxSignInSchema },
      },
    },
    async (request) => store.signIn(request.body.handle, request.body.password),
  );

  app.get('/sandbox/api/me', { schema: { tags, response: { 200: sandboxAccountSchema } } }, async (request) =>
    store.accountOf(bearerToken(request)),
  );

  app.post(
    '/sandbox/api/posts',
    {
      // Four pictures in base64.
      bodyLimit: 13_000_000,
      schema: {
        tags,
        headers,
        body: z.object({
          text,
          images: z.array(sandboxImageSchema).max(4).default([]),
          video: sandboxVideoSchema.nullable().default(null),
        }),
        response: { 200: sandboxThingSchema },
      },
    },
    async (request) => {
      const account = await store.accountOf(bearerToken(request));
      const key = request.headers['idempotency-key'];
      return postView(await store.post(account, key, request.body));
    },
  );

  void app.register(async (scope) => {
    scope.addContentTypeParser([...SANDBOX_VIDEO_TYPES], { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(
      '/sandbox/api/videos',
      { bodyLimit: MAX_VIDEO_BYTES, schema: { tags, response: { 200: sandboxSentVideoSchema } } },
      async (request) => {
        const account = await store.accountOf(bearerToken(request));
        const mime = z.enum(SANDBOX_VIDEO_TYPES).safeParse(request.headers['content-type']);
        if (!mime.success || !Buffer.isBuffer(request.body))
          throw new AppError('sandbox_content_refused', 'This is not a film that the Sandbox shows.');
        return store.video(account, mime.data, request.body);
      },
    );
  });

  app.get(
    '/sandbox/api/posts/by-key/:key',
    { schema: { tags, params: z.object({ key: keySchema }), response: { 200: sandboxThingSchema } } },
    async (request) => {
      const account = await store.accountOf(bearerToken(request));
      return postView(found(await store.postByKey(account, request.params.key)));
    },
  );

  app.post(
    '/sandbox/api/comments',
    {
      schema: {
        tags,
        headers,
        // Below a post, or below another comment.
        body: z.union([z.object({ parent_id: z.uuid(), text }), z.object({ post_id: z.uuid(), text })]),
        response: { 200: sandboxThingSchema },
      },
    },
    async (request) => {
      const account = await store.accountOf(bearerToken(request));
      const { body } = request;
      const parent = 'parent_id' in body ? found(await store.commentById(body.parent_id)) : null;
      return commentView(
        await store.comment({
          postId: parent?.post_id ?? ('post_id' in body ? body.post_id : ''),
          parentId: parent?.id ?? null,
          author: account,
          key: request.headers['idempotency-key'],
          text: request.body.text,
        }),
      );
    },
  );

  app.get(
    '/sandbox/api/comments/by-key/:key',
    { schema: { tags, params: z.object({ key: keySchema }), response: { 200: sandboxThingSchema } } },
    async (request) => {
      const account = await store.accountOf(bearerToken(request));
      return commentView(found(await store.commentByKey(account, request.params.key)));
    },
  );

  for (const [path, view] of [
    ['posts', async (id: string) => postView(found(await store.postById(id)))],
    ['comments', async (id: string) => commentView(found(await store.commentById(id)))],
  ] as const) {
    const params = z.object({ id: z.uuid() });
    app.get(
      `/sandbox/api/${path}/:id`,
      { schema: { tags, params, response: { 200: sandboxStandingSchema } } },
      async (request) => {
        await store.accountOf(bearerToken(request));
        return view(request.params.id);
      },
    );
    app.delete(
      `/sandbox/api/${path}/:id`,
      { schema: { tags, params, response: { 200: z.object({}) } } },
      async (request) => {
        const account = await store.accountOf(bearerToken(request));
        found((await store.remove(account, path, request.params.id)) ? {} : undefined);
        return {};
      },
    );
  }

  app.get(
    '/sandbox/api/comments',
    {
      schema: {
        tags,
        querystring: z.object({
          posts: z
            .string()
            .transform((list) => list.split(','))
            .pipe(z.array(z.uuid()).min(1).max(100)),
          after: z.coerce.number().int().min(0).default(0),
        }),
        response: { 200: sandboxCommentsSchema },
      },
    },
    async (request) => {
      await store.accountOf(bearerToken(request));
      const { posts, after } = request.query;
      return { comments: (await store.comments(posts, after)).map(commentView) };
    },
  );
}

function found<T>(row: T | undefined): T {
  if (row === undefined) throw new AppError('not_found', 'There is no such thing here.', { status: 404 });
  return row;
}
