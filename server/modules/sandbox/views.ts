import type { AppError } from '../../../shared/errors.ts';
import { escapeHtml } from '../../../shared/text/escape-html.ts';
import { page } from '../../html.ts';
import type { PageLanguage } from '../../languages.ts';
import type { SandboxAccount, SandboxComment, SandboxPost } from './store.ts';

/** What a visitor typed and why it was not taken (as HTML), shown beside the form again. */
export type Draft = { postId: string; name: string; text: string; problem: string };

/** An account's page: everything it posted, newest first. */
export function profilePage(
  language: PageLanguage,
  account: SandboxAccount,
  posts: SandboxPost[],
  comments: SandboxComment[],
): string {
  const { i18n } = language;
  const views = createViews(language);
  const list = posts.map((post) => views.article(post, comments, { level: 2 })).join('');
  return page(
    language,
    `@${escapeHtml(account.handle)}`,
    `<header><h1><bdi>@${escapeHtml(account.handle)}</bdi></h1>
     <p><small>${i18n._('An account on the Sandbox, a small network inside this Pillarbox server to try things on. Anybody who can open this page can read and comment.')}</small></p></header>
     ${list || `<p>${i18n._('Nothing posted yet. What goes out to this account appears here.')}</p>`}`,
  );
}

/** One post with its comments and the form to add one. */
export function postPage(
  language: PageLanguage,
  post: SandboxPost,
  comments: SandboxComment[],
  draft?: Draft,
): string {
  const handle = { html: `<bdi>@${escapeHtml(post.handle)}</bdi>` };
  return page(
    language,
    escapeHtml(`@${post.handle}: ${post.text.slice(0, 60)}`),
    `<p><a href="/sandbox/@${encodeURIComponent(post.handle)}">${language.i18n._('All posts by {handle}', { handle })}</a></p>
     ${createViews(language).article(post, comments, { level: 1, ...(draft ? { draft } : {}) })}`,
  );
}

export const missingPage = (language: PageLanguage): string =>
  page(
    language,
    language.i18n._('Not found'),
    `<h1>${language.i18n._('There is nothing here')}</h1>
     <p>${language.i18n._('The account or the post does not exist on this Sandbox.')}</p>`,
  );

/** Why a comment was not taken, as HTML. */
export function problemOf({ i18n }: PageLanguage, { message, details }: AppError): string {
  const { limit, actual } = details;
  if (details.code === 'text_empty') return i18n._('Write something first.');
  if (typeof limit !== 'number' || typeof actual !== 'number') return escapeHtml(message);
  return i18n._(
    'At most {limit, plural, one {# character} other {# characters}}; this has {actual, number}.',
    { limit, actual },
  );
}

/** The parts of both pages, in one language. */
function createViews({ i18n, tag }: PageLanguage) {
  const times = new Intl.DateTimeFormat(tag, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    timeZone: 'UTC',
    timeZoneName: 'short',
  });
  const when = (instant: string) =>
    `<time datetime="${instant}">${escapeHtml(times.format(new Date(instant)))}</time>`;

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
    <h${level} id="${title}" style="font-size:1rem;margin:0"><bdi>@${escapeHtml(post.handle)}</bdi>
      <small>· <a href="${address}">${when(post.created_at)}</a></small></h${level}>
    <p dir="auto" style="white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(post.text)}</p>
    ${post.images.map((alt, index) => `<img src="/sandbox/images/${post.id}/${index}" alt="${escapeHtml(alt)}" loading="lazy" style="max-inline-size:100%;block-size:auto;border-radius:.5rem">`).join('')}
    ${post.video_alt === null ? '' : `<video src="/sandbox/videos/${post.id}${post.video_cover_ms ? `#t=${post.video_cover_ms / 1000}` : ''}" aria-label="${escapeHtml(post.video_alt)}" controls preload="metadata" style="max-inline-size:100%;border-radius:.5rem"></video>`}
    <section aria-label="${i18n._('Comments')}">
      ${own.length > 0 ? thread(own, null) : `<p><small>${i18n._('No comments yet.')}</small></p>`}
    </section>
    ${level === 1 ? form(post, address, draft) : `<details><summary>${i18n._('Leave a comment')}</summary>${form(post, address)}</details>`}
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
      <p style="margin:0"><strong dir="auto">${escapeHtml(comment.author_name)}</strong>
        <small>${comment.author_handle ? `<bdi>@${escapeHtml(comment.author_handle)}</bdi> · ` : ''}${when(comment.created_at)}</small></p>
      <p dir="auto" style="margin-block:0 .75rem;white-space:pre-wrap;overflow-wrap:anywhere">${escapeHtml(comment.text)}</p>
      ${thread(comments, comment.id)}</li>`,
    );
    return `<ul style="list-style:none;padding-inline-start:${parentId ? '1.25rem' : '0'}">${items.join('')}</ul>`;
  }

  function form(post: SandboxPost, address: string, draft?: Draft): string {
    const id = (field: string) => `${field}-${post.id}`;
    const problem = draft
      ? `<p role="alert" id="${id('problem')}"><strong>${draft.problem}</strong></p>`
      : '';
    const described = draft ? ` aria-invalid="true" aria-describedby="${id('problem')}"` : '';
    return `<form method="post" action="${address}" style="margin-block-start:1rem">
    ${problem}
    <p><label for="${id('name')}">${i18n._('Your name')}</label>
      <input id="${id('name')}" name="name" dir="auto" maxlength="80" autocomplete="nickname" placeholder="${i18n._('Visitor')}" value="${escapeHtml(draft?.name ?? '')}"></p>
    <p><label for="${id('text')}">${i18n._('Comment')}</label>
      <textarea id="${id('text')}" name="text" dir="auto" rows="3" required maxlength="2000"${described}>${escapeHtml(draft?.text ?? '')}</textarea></p>
    <button type="submit">${i18n._('Comment')}</button>
  </form>`;
  }

  return { article };
}
