import type { Row } from '../../../shared/kinds/index.ts';
import { platformNames } from '../../../shared/platform-names.ts';
import { escapeHtml } from '../../../shared/text/escape-html.ts';
import { formatMoment } from '../../../shared/time/format.ts';
import { page } from '../../html.ts';
import type { PageLanguage } from '../../languages.ts';
import type { ClientPost, OpenLink } from './client.ts';

/** Why a form was not taken; `done` when it was. */
export type Problem =
  | 'done'
  | 'changed'
  | 'gone'
  | 'out'
  | 'name_missing'
  | 'note_missing'
  | 'elsewhere'
  | 'wrong_password'
  | 'too_often';

/** The answer to a form, shown at its post, with what was typed. */
export type Answered = { post: string; problem: Problem; name?: string; note?: string };

const css = `
main { max-inline-size: 44rem } header p { color: var(--soft) }
.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
.channel { border: 1px solid var(--line); border-radius: 6px; padding: .75rem 1rem; margin-block: .75rem }
.channel h3 { font-size: .875rem; margin: 0 0 .5rem; color: var(--soft) }
.media { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none }
.media img { max-inline-size: 14rem; max-block-size: 14rem; border-radius: 4px; display: block }
h2 { font-size: 1.125rem; margin-block: 0 .25rem } h2 time { color: inherit } h2 small { font-weight: 400 } h3 { font-size: .875rem } .state { font-weight: 600; margin-block: .5rem }
[role=status], [role=alert] { border-inline-start: 3px solid var(--accent); padding-inline-start: .75rem }
form label { margin-block-start: .75rem } .actions { display: flex; flex-wrap: wrap; gap: .75rem; margin-block-start: 1rem }
button.second { background: transparent; color: inherit; border: 1px solid var(--soft) }
blockquote { margin: .25rem 0 0; padding-inline-start: .75rem; border-inline-start: 2px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere }
`;

/** Unknown, expired and taken back look alike: a link that is guessed at learns nothing. */
export function closedPage(language: PageLanguage): string {
  const { i18n } = language;
  return page(
    language,
    i18n._('This link does not work'),
    `<h1>${i18n._('This review link does not work any more')}</h1>
     <p>${i18n._('It has run out or was taken back. Ask the person who sent it for a new one.')}</p>`,
  );
}

export function passwordPage(
  language: PageLanguage,
  link: OpenLink,
  token: string,
  problem?: Problem,
): string {
  const { i18n } = language;
  const title = i18n._('Review for {brand}', { brand: link.brand });
  return page(
    language,
    title,
    `<h1>${title}</h1>
     ${problem ? `<p role="alert">${problemWords(language, problem)}</p>` : ''}
     <form method="post" action="/review/${escapeHtml(token)}/enter">
       <label for="password">${i18n._('Password')}</label>
       <input id="password" name="password" type="password" autocomplete="current-password" required maxlength="256">
       <p><small>${i18n._('The person who sent you the link knows it.')}</small></p>
       <div class="actions"><button>${i18n._('Open')}</button></div>
     </form>`,
    css,
  );
}

/** Everything the link shows, each post with its preview and, until it is out, a form. */
export function reviewPage(
  language: PageLanguage,
  link: OpenLink,
  shown: {
    token: string;
    posts: ClientPost[];
    more: number;
    name: string;
    answered?: Answered | undefined;
  },
): string {
  const { i18n } = language;
  const title = i18n._('Review for {brand}', { brand: link.brand });
  const { answered, posts, more } = shown;
  // What was answered about a post that is not here (any more) is said on top.
  const elsewhere = answered && !posts.some(({ id }) => id === answered.post);
  const empty = i18n._('Nothing is planned here at the moment. The link goes on working.');
  return page(
    language,
    title,
    `<header><h1>${title}</h1>
       <p>${i18n._('Look at each post as it will go out. Approve it, or say what should change. Nothing else is needed from you.')}</p>
       ${elsewhere ? `<p role="alert">${problemWords(language, answered.problem)}</p>` : ''}</header>
     ${posts.length === 0 ? `<p>${empty}</p>` : posts.map((post) => article(language, link, shown, post)).join('')}
     ${more > 0 ? `<p>${i18n._('{more} more posts follow. Ask for a link of fewer days to see them.', { more })}</p>` : ''}`,
    css,
  );
}

function article(
  language: PageLanguage,
  link: OpenLink,
  { token, name, answered }: { token: string; name: string; answered?: Answered | undefined },
  post: ClientPost,
): string {
  const { i18n, tag } = language;
  const mine = answered?.post === post.id ? answered : undefined;
  // Zones are named: the reader's own clock is not known here.
  const when =
    post.scheduledAt === null
      ? i18n._('No time yet')
      : `<time datetime="${post.scheduledAt}">${escapeHtml(formatMoment(post.scheduledAt, { zone: post.zone, ownZone: '', locale: tag }))}</time>
         <small>(${escapeHtml(post.zone.replaceAll('_', ' '))})</small>`;
  const said = mine
    ? `<p role="${mine.problem === 'done' ? 'status' : 'alert'}">${problemWords(language, mine.problem)}</p>`
    : '';
  return `<article id="post-${post.id}" aria-labelledby="title-${post.id}">
    <h2 id="title-${post.id}">${when}</h2>
    <p class="state">${stateWords(language, post)}</p>
    ${said}
    ${post.channels.map((channel) => preview(language, channel, post.zone)).join('')}
    ${post.channels.length === 0 ? `<div class="channel"><p>${i18n._('No channel has been chosen yet.')}</p><p class="text" dir="auto">${escapeHtml(captionOf(post))}</p></div>` : ''}
    ${pictures(language, post, token)}
    ${history(language, link, post)}
    ${post.out ? '' : folded(language, post, form(language, post, { token, name: mine?.name ?? name, note: mine?.note ?? '' }), mine)}
  </article>`;
}

/** What is approved as it is needs no second look: its form is there for whoever thinks again. */
function folded({ i18n }: PageLanguage, { review }: ClientPost, html: string, mine?: Answered): string {
  if (review.review.state !== 'approved' || (mine && mine.problem !== 'done')) return html;
  return `<details><summary>${i18n._('Decide again')}</summary>${html}</details>`;
}

const preview = (
  { i18n, tag }: PageLanguage,
  { platform, name, title, text, parts, story, ownDate }: ClientPost['channels'][number],
  zone: string,
) =>
  `<section class="channel"><h3>${escapeHtml(platformNames[platform])} · <bdi>${escapeHtml(name)}</bdi>${
    ownDate
      ? ` · <time datetime="${ownDate}">${escapeHtml(formatMoment(ownDate, { zone, ownZone: '', locale: tag }))}</time>`
      : ''
  }</h3>
   ${title && !story ? `<p dir="auto"><strong>${escapeHtml(title)}</strong></p>` : ''}
   ${story ? `<p>${i18n._('Shown as a story for a day: one picture or film, without words.')}</p>` : `<p class="text" dir="auto">${escapeHtml(text)}</p>`}
   ${parts
     .map(
       (part) =>
         `<h4>${part.role === 'thread' ? i18n._('Then, in the thread') : i18n._('First comment')}</h4>
          <p class="text" dir="auto">${escapeHtml(part.text)}</p>`,
     )
     .join('')}</section>`;

const captionOf = ({ review }: ClientPost) =>
  typeof review.content.caption === 'string' ? review.content.caption : '';

function pictures({ i18n }: PageLanguage, post: ClientPost, token: string): string {
  if (post.media.length === 0) return '';
  const image = (sha256: string, alt: string) =>
    `<img src="/review/${escapeHtml(token)}/media/${sha256}" alt="${escapeHtml(alt)}">`;
  const items = post.media.map(({ sha256, alt, picture, here, cover }) => {
    const words = alt.trim() === '' ? i18n._('No description') : escapeHtml(alt);
    if (picture && here)
      return `<li>${image(sha256, alt.trim() === '' ? i18n._('Picture without a description') : alt)}</li>`;
    const what = picture ? i18n._('Picture, not on the server yet') : i18n._('Video or file');
    return `<li class="channel">${cover ? image(cover, i18n._('Its cover')) : ''}${what}: ${words}</li>`;
  });
  return `<ul class="media">${items.join('')}</ul>`;
}

/** What was decided by this link; what the team says among themselves is not for here. */
function history({ i18n, tag }: PageLanguage, link: OpenLink, { review, zone }: ClientPost): string {
  const made = review.decisions.filter(({ link_id }) => link_id === link.id);
  if (made.length === 0) return '';
  const line = ({ decision, name, note, made_at }: Row<'decision'>) => {
    const when = formatMoment(made_at, { zone, ownZone: '', locale: tag });
    const who = name ?? '';
    const what =
      decision === 'approved'
        ? i18n._('{who} approved it on {when}', { who, when })
        : i18n._('{who} asked for changes on {when}', { who, when });
    return `<li>${what}${note ? `<blockquote dir="auto">${escapeHtml(note)}</blockquote>` : ''}</li>`;
  };
  return `<h3>${i18n._('Decided so far')}</h3><ul>${made.map(line).join('')}</ul>`;
}

function form(
  { i18n }: PageLanguage,
  { id, review }: ClientPost,
  { token, name, note }: { token: string; name: string; note: string },
): string {
  const seen = review.review.heads.map((head) => head.id).join(',');
  return `<form method="post" action="/review/${escapeHtml(token)}">
    <input type="hidden" name="post" value="${id}"><input type="hidden" name="hash" value="${review.hash}">
    <input type="hidden" name="seen" value="${seen}">
    <label for="name-${id}">${i18n._('Your name')}</label>
    <input id="name-${id}" name="name" value="${escapeHtml(name)}" autocomplete="name" required maxlength="200">
    <label for="note-${id}">${i18n._('Note')} <small>(${i18n._('needed when something should change')})</small></label>
    <textarea id="note-${id}" name="note" rows="3" maxlength="5000" dir="auto">${escapeHtml(note)}</textarea>
    <div class="actions"><button name="decision" value="approved">${i18n._('Approve')}</button>
      <button class="second" name="decision" value="changes_requested">${i18n._('Request changes')}</button></div>
  </form>`;
}

function stateWords({ i18n }: PageLanguage, post: ClientPost): string {
  if (post.out) return i18n._('It is out, or on its way.');
  const { state, edited } = post.review.review;
  if (state === 'approved') return i18n._('Approved');
  if (state === 'changes_requested')
    return edited ? i18n._('Changed since changes were requested') : i18n._('Changes requested');
  return edited ? i18n._('Changed since it was approved: please look again') : i18n._('Waits for a decision');
}

function problemWords({ i18n }: PageLanguage, problem: Problem): string {
  const words = {
    done: i18n._('Thank you. Your decision has been passed on.'),
    changed: i18n._(
      'This post was changed while you looked at it, so nothing was decided. Below is how it reads now.',
    ),
    gone: i18n._('This post is no longer part of this link, so nothing was decided.'),
    out: i18n._('This post is already on its way, so nothing was decided.'),
    name_missing: i18n._('Please say who you are.'),
    note_missing: i18n._('Please say what should change.'),
    elsewhere: i18n._('This form was sent from another site.'),
    wrong_password: i18n._('That is not the password.'),
    too_often: i18n._('That was tried too often. Wait a minute and try again.'),
  } satisfies Record<Problem, string>;
  return words[problem];
}
