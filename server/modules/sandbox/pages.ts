import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { App, ServerDeps } from '../../deps.ts';
import type { PageLanguage } from '../../languages.ts';
import { MAX_VIDEO_BYTES, type SandboxStore } from './store.ts';
import { type Draft, missingPage, postPage, problemOf, profilePage } from './views.ts';

const formSchema = z.object({
  name: z.string().max(200).default(''),
  text: z.string().max(20_000).default(''),
});
const postParams = z.object({ handle: z.string().max(100), id: z.uuid() });

/** What everybody sees: an account's posts, one post, and a form under each that takes a comment from anybody. */
export function sandboxPages(app: App, deps: Pick<ServerDeps, 'languages'>, store: SandboxStore): void {
  app.get(
    '/sandbox/@:handle',
    { schema: { hide: true, params: z.object({ handle: z.string().max(100) }) } },
    async (request, reply) => {
      const { handle } = request.params;
      const language = deps.languages(request);
      const account = await store.account(handle);
      reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
      if (!account) return reply.status(404).send(missingPage(language));
      const posts = await store.posts(handle);
      const comments = await store.comments(
        posts.map(({ id }) => id),
        0,
      );
      return profilePage(language, account, posts, comments);
    },
  );

  const onePost = async (
    language: PageLanguage,
    { handle, id }: z.output<typeof postParams>,
    draft?: Draft,
  ): Promise<string | undefined> => {
    const [post] = await store.posts(handle, id);
    return post && postPage(language, post, await store.comments([id], 0), draft);
  };

  app.get('/sandbox/@:handle/:id', { schema: { hide: true, params: postParams } }, async (request, reply) => {
    const language = deps.languages(request);
    const html = await onePost(language, request.params);
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
    return html ?? reply.status(404).send(missingPage(language));
  });

  app.get(
    '/sandbox/images/:id/:position',
    {
      // Compressed already.
      compress: false,
      schema: {
        hide: true,
        params: z.object({ id: z.uuid(), position: z.coerce.number().int().min(0).max(3) }),
      },
    },
    async (request, reply) => {
      const image = await store.image(request.params.id, request.params.position);
      if (!image) throw new AppError('not_found', 'There is no such picture.', { status: 404 });
      // Its type is one of four; whatever it holds, a browser takes it for nothing else.
      return reply
        .headers({
          'content-type': image.mime,
          'cache-control': 'public, max-age=86400, immutable',
          'content-security-policy': "default-src 'none'; sandbox",
        })
        .send(image.data);
    },
  );

  app.get(
    '/sandbox/videos/:id',
    { compress: false, schema: { hide: true, params: z.object({ id: z.uuid() }) } },
    async (request, reply) => {
      const [, first, last] = /^bytes=(\d{1,10})-(\d{0,10})$/.exec(request.headers.range ?? '') ?? [];
      const from = Number(first ?? 0);
      const most = last ? Math.max(0, Number(last) - from + 1) : MAX_VIDEO_BYTES;
      const part = await store.videoPart(request.params.id, from, Math.min(most, MAX_VIDEO_BYTES));
      if (!part) throw new AppError('not_found', 'There is no such film.', { status: 404 });
      const { mime, size, data } = part;
      if (from >= size) return reply.status(416).header('content-range', `bytes */${size}`).send();
      return reply
        .status(first === undefined ? 200 : 206)
        .headers({
          'content-type': mime,
          'accept-ranges': 'bytes',
          'cache-control': 'public, max-age=86400, immutable',
          'content-security-policy': "default-src 'none'; sandbox",
          ...(first === undefined
            ? {}
            : { 'content-range': `bytes ${from}-${from + data.length - 1}/${size}` }),
        })
        .send(data);
    },
  );

  /** A comment's own address leads to it on its post's page. */
  app.get(
    '/sandbox/comments/:id',
    { schema: { hide: true, params: z.object({ id: z.uuid() }) } },
    async (request, reply) => {
      const comment = await store.commentById(request.params.id);
      const post = comment && (await store.postById(comment.post_id));
      if (!comment || !post) {
        const html = missingPage(deps.languages(request));
        return reply.status(404).type('text/html; charset=utf-8').send(html);
      }
      return reply.redirect(`/sandbox/@${post.handle}/${post.id}#comment-${comment.id}`, 303);
    },
  );

  app.post(
    '/sandbox/@:handle/:id',
    {
      config: { rateLimit: { max: 60, timeWindow: '1 minute' } },
      bodyLimit: 64 * 1024,
      schema: { hide: true, params: postParams, body: formSchema },
    },
    async (request, reply) => {
      const { handle, id } = request.params;
      const { name, text } = request.body;
      try {
        const comment = await store.comment({
          postId: id,
          parentId: null,
          author: { name },
          key: null,
          text,
        });
        return await reply.redirect(`/sandbox/@${handle}/${id}#comment-${comment.id}`, 303);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const language = deps.languages(request);
        const problem = problemOf(language, error);
        const html = await onePost(language, request.params, { postId: id, name, text, problem });
        return reply
          .status(html ? error.status : 404)
          .type('text/html; charset=utf-8')
          .send(html ?? missingPage(language));
      }
    },
  );
}
