import { escapeHtml, page } from '../../html.ts';
import type { SandboxAccount, SandboxComment, SandboxPost } from './store.ts';

/** What a visitor typed and why it was not taken, shown beside the form again. */
export type Draft = { postId: string; name: string; text: string; problem: string };

/** An account's page: everything it posted, newest first. */
export function profilePage(
  account: SandboxAccount,
  posts: SandboxPost[],
  comments: SandboxComment[],
): string {
  const list = posts.map((post) => article(post, comments, { level: 2 })).join('');
  return page(
    `@${account.handle}`,
    `<header><h1>@${escapeHtml(account.handle)}</h1>
     <p><small>An account on the Sandbox, a small network inside this Pillarbox server to try things on.
     Anybody who can open this page can read and comment.</small></p></header>
     ${list || '<p>Nothing posted yet. What goes out to this account appears here.</p>'}`,
  );
}

/** One post with its comments and the form to add one. */
export function postPage(post: SandboxPost, comments: SandboxComment[], draft?: Draft): string {
  return page(
    `@${post.handle}: ${post.text.slice(0, 60)}`,
    `<p><a href="/sandbox/@${encodeURIComponent(post.handle)}">All posts by @${escapeHtml(post.handle)}</a></p>
     ${article(post, comments, { level: 1, ...(draft ? { draft } : {}) })}`,
  );
}

export const missingPage = (): string =>
  page(
    'Not found',
    '<h1>There is nothing here</h1><p>The account or the post does not exist on this Sandbox.</p>',
  );

function article(
  post: SandboxPost,
  comments: SandboxComment[],
  options: { level: 1 | 2; draft?: Draft },
): string {
  const { level, draft } = options;
  const own = comments.filter((comment) => comment.post_id === post.id);
  const address = `/sandbox/@${encodeURIComponent(post.handle)}/${post.id}`;
  const title = `post-${post.id}`;
  return `<article aria-labelledby="${title}">
    <h${level} id="${title}" style="font-size:1rem;margin:0">@${escapeHtml(post.handle)}
      <small>· <a href="${address}">${when(post.created_at)}</a></small></h${level}>
    <p style="white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(post.text)}</p>
    <section aria-label="Comments">
      ${own.length > 0 ? thread(own, null) : '<p><small>No comments yet.</small></p>'}
    </section>
    ${level === 1 ? form(post, address, draft) : `<details><summary>Leave a comment</summary>${form(post, address)}</details>`}
  </article>`;
}

/** Comments under their parents; replies to something that is not shown stand at the top. */
function thread(comments: SandboxComment[], parentId: string | null): string {
  const known = new Set(comments.map(({ id }) => id));
  const here = comments.filter(({ parent_id: parent }) =>
    parentId === null ? parent === null || !known.has(parent) : parent === parentId,
  );
  if (here.length === 0) return '';
  const items = here.map(
    (comment) => `<li id="comment-${comment.id}">
      <p style="margin:0"><strong>${escapeHtml(comment.author_name)}</strong>
        <small>${comment.author_handle ? `@${escapeHtml(comment.author_handle)} · ` : ''}${when(comment.created_at)}</small></p>
      <p style="margin-block:0 .75rem;white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(comment.text)}</p>
      ${thread(comments, comment.id)}</li>`,
  );
  return `<ul style="list-style:none;padding-inline-start:${parentId ? '1.25rem' : '0'}">${items.join('')}</ul>`;
}

function form(post: SandboxPost, address: string, draft?: Draft): string {
  const id = (field: string) => `${field}-${post.id}`;
  const problem = draft
    ? `<p role="alert" id="${id('problem')}"><strong>${escapeHtml(draft.problem)}</strong></p>`
    : '';
  const described = draft ? ` aria-invalid="true" aria-describedby="${id('problem')}"` : '';
  return `<form method="post" action="${address}" style="margin-block-start:1rem">
    ${problem}
    <p><label for="${id('name')}">Your name</label>
      <input id="${id('name')}" name="name" maxlength="80" autocomplete="nickname" placeholder="Visitor" value="${escapeHtml(draft?.name ?? '')}"></p>
    <p><label for="${id('text')}">Comment</label>
      <textarea id="${id('text')}" name="text" rows="3" required maxlength="2000"${described}>${escapeHtml(draft?.text ?? '')}</textarea></p>
    <button type="submit">Comment</button>
  </form>`;
}

function when(instant: string): string {
  return `<time datetime="${instant}">${instant.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
