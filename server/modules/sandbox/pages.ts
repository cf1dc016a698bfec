import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import type { App } from '../../deps.ts';
import type { SandboxStore } from './store.ts';
import { type Draft, missingPage, postPage, profilePage } from './views.ts';

const formSchema = z.object({
  name: z.string().max(200).default(''),
  text: z.string().max(20_000).default(''),
});
const postParams = z.object({ handle: z.string().max(100), id: z.uuid() });

/** What everybody sees: an account's posts, one post, and a form under each that takes a comment from anybody. */
export function sandboxPages(app: App, store: SandboxStore): void {
  app.get(
    '/sandbox/@:handle',
    { schema: { hide: true, params: z.object({ handle: z.string().max(100) }) } },
    async (request, reply) => {
      const { handle } = request.params;
      const account = await store.account(handle);
      reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
      if (!account) return reply.status(404).send(missingPage());
      const posts = await store.posts(handle);
      const comments = await store.comments(
        posts.map(({ id }) => id),
        0,
      );
      return profilePage(account, posts, comments);
    },
  );

  const onePost = async (handle: string, id: string, draft?: Draft): Promise<string | undefined> => {
    const [post] = await store.posts(handle, id);
    return post && postPage(post, await store.comments([id], 0), draft);
  };

  app.get('/sandbox/@:handle/:id', { schema: { hide: true, params: postParams } }, async (request, reply) => {
    const { handle, id } = request.params;
    const html = await onePost(handle, id);
    reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
    return html ?? reply.status(404).send(missingPage());
  });

  /** A comment's own address leads to it on its post's page. */
  app.get(
    '/sandbox/comments/:id',
    { schema: { hide: true, params: z.object({ id: z.uuid() }) } },
    async (request, reply) => {
      const comment = await store.commentById(request.params.id);
      const post = comment && (await store.postById(comment.post_id));
      if (!comment || !post) return reply.status(404).type('text/html; charset=utf-8').send(missingPage());
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
        const html = await onePost(handle, id, { postId: id, name, text, problem: error.message });
        return reply
          .status(html ? error.status : 404)
          .type('text/html; charset=utf-8')
          .send(html ?? missingPage());
      }
    },
  );
}
