import type { I18n } from '@lingui/core';
import { channelName, type ExportPost, postName } from '../../shared/exchange/post.ts';
import { type Mentioned, plainly, spokenOn } from '../../shared/mentions/tokens.ts';
import { platformNames } from '../../shared/platform-names.ts';
import { outgoingText } from '../../shared/publishing/outgoing-text.ts';
import { startOfWeek } from '../../shared/time/calendar.ts';
import { formatDate, formatDay, formatWall, formatWallTime } from '../../shared/time/format.ts';

export type PlanPage = {
  brand: { name: string; week_starts_on: number };
  /** First and last day, where they were chosen. */
  from: string | null;
  to: string | null;
  posts: readonly ExportPost[];
  /** Whom the brand mentions. */
  people: readonly Mentioned[];
  /** Small pictures by asset, as `data:` addresses. */
  pictures: ReadonlyMap<string, string>;
  /** Whether to say where each post stands in its review. */
  reviews: boolean;
  language: { i18n: I18n; tag: string; dir: 'ltr' | 'rtl' };
};

/**
 * A plan to read, print and send: one file that needs nothing else, has no script, and looks the same in ten years.
 * What goes out on several channels in the same words stands there once.
 */
export function planPage({ brand, from, to, posts, people, pictures, reviews, language }: PlanPage): string {
  const { i18n, tag, dir } = language;
  const range =
    from && to ? `${formatDate(from, tag)} – ${formatDate(to, tag)}` : i18n._('Everything that is planned');
  const planned = posts.filter(({ wall_time }) => wall_time !== null);
  const ideas = posts.filter(({ wall_time }) => wall_time === null);
  const weeks = Map.groupBy(planned, ({ wall_time }) =>
    startOfWeek((wall_time ?? '').slice(0, 10), brand.week_starts_on),
  );
  const card = (post: ExportPost) => postCard(post, { people, pictures, reviews, i18n, tag });
  const sections = [...weeks].map(
    ([day, own]) =>
      `<section><h2>${inHtml(i18n._('Week of {day}', { day: formatDate(day, tag) }))}</h2>${own.map(card).join('')}</section>`,
  );
  if (ideas.length > 0)
    sections.push(
      `<section><h2>${inHtml(i18n._('Without a date'))}</h2>${ideas.map(card).join('')}</section>`,
    );
  if (sections.length === 0) sections.push(`<p>${inHtml(i18n._('Nothing is planned on these days.'))}</p>`);
  return `<!doctype html>
<html lang="${tag}" dir="${dir}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${inHtml(brand.name)} · ${inHtml(range)}</title><style>${CSS}</style></head><body><main>
<header><h1 dir="auto">${inHtml(brand.name)}</h1><p>${inHtml(range)} · ${inHtml(
    i18n._('{count, plural, one {# post} other {# posts}}', { count: posts.length }),
  )}</p></header>
${sections.join('\n')}
</main></body></html>
`;
}

function postCard(
  post: ExportPost,
  {
    people,
    pictures,
    reviews,
    i18n,
    tag,
  }: Pick<PlanPage, 'people' | 'pictures' | 'reviews'> & { i18n: I18n; tag: string },
): string {
  const [day = ''] = post.wall_time?.split('T') ?? [];
  const when =
    post.wall_time === null
      ? ''
      : `<p class="day">${inHtml(formatDay(day, tag))}</p><p class="time">${inHtml(formatWallTime(post.wall_time, tag))}</p>
         <p class="zone">${inHtml((post.time_zone ?? '').replaceAll('_', ' '))}</p>`;
  const words = Map.groupBy(post.channels, ({ platform, text }) =>
    outgoingText(post, text, spokenOn(platform, people)),
  );
  if (words.size === 0) words.set(outgoingText(post, null, plainly), []);
  const texts = [...words].map(([text, channels]) => {
    const names = channels.map(
      (channel) =>
        `<span title="${inHtml(channelName(channel))}">${inHtml(platformNames[channel.platform])} <bdi>${inHtml(channel.handle)}</bdi>${channel.own ? ` · ${inHtml(formatWall(channel.own.wall_time, tag))}` : ''}</span>`,
    );
    return `${names.length > 0 ? `<p class="channels">${names.join(' ')}</p>` : ''}<p class="text" dir="auto">${inHtml(text)}</p>`;
  });
  const images = post.media.map(({ asset_id, name, alt }) => {
    const picture = pictures.get(asset_id);
    return picture
      ? `<img src="${picture}" alt="${inHtml(alt || name)}">`
      : `<span class="file">${inHtml(name)}</span>`;
  });
  const out = post.channels.length > 0 && post.channels.every((channel) => channel.out);
  const state = out ? i18n._('Published') : reviews ? reviewWord(i18n, post.review) : '';
  const marks = [post.pillar ?? '', state].filter((mark) => mark !== '');
  const title = post.title.trim();
  return `<article><div class="when">${when}</div><div class="what">
${title ? `<h3 dir="auto">${inHtml(title)}</h3>` : ''}
${marks.length > 0 ? `<p class="marks">${marks.map((mark) => `<span dir="auto">${inHtml(mark)}</span>`).join('')}</p>` : ''}
${texts.join('\n')}
${images.length > 0 ? `<div class="images">${images.join('')}</div>` : ''}
${postName(post) === '' && images.length === 0 ? `<p class="text">–</p>` : ''}
</div></article>`;
}

function reviewWord(i18n: I18n, state: ExportPost['review']): string {
  switch (state) {
    case 'approved':
      return i18n._('Approved');
    case 'in_review':
      return i18n._('In review');
    case 'changes_requested':
      return i18n._('Changes requested');
    default:
      return i18n._('Not reviewed yet');
  }
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const inHtml = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);

/** Paper first: the same sheet is read on a screen, in light and dark. */
const CSS = `
:root { color-scheme: light dark; --paper: #faf8f4; --card: #fff; --ink: #26231e; --soft: #6b655b; --line: #ddd7cc; --accent: #b3261e }
@media (prefers-color-scheme: dark) { :root { --paper: #1d1b18; --card: #26231f; --ink: #ece7de; --soft: #a8a196; --line: #3a362f; --accent: #ff8a80 } }
* { box-sizing: border-box; margin: 0 }
body { background: var(--paper); color: var(--ink); font: 14px/1.5 system-ui, sans-serif }
main { max-inline-size: 52rem; margin: 0 auto; padding: 2.5rem 1.25rem }
header { border-block-end: 2px solid var(--accent); padding-block-end: .75rem; margin-block-end: 1.5rem }
h1 { font-size: 1.75rem; line-height: 1.2 } header p, .zone, .channels, .file { color: var(--soft) }
h2 { font-size: 1.0625rem; margin-block: 1.75rem .5rem }
h3 { font-size: 1rem } article { display: grid; grid-template-columns: 8.5rem 1fr; gap: 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 6px; padding: 1rem; margin-block-end: .75rem; break-inside: avoid }
.day { font-weight: 600 } .time { font-size: 1.125rem; font-variant-numeric: tabular-nums } .zone { font-size: .75rem }
.what { display: grid; gap: .5rem; min-inline-size: 0 }
.marks { display: flex; flex-wrap: wrap; gap: .375rem } .marks span { border: 1px solid var(--line); border-radius: 1rem; padding: 0 .5rem; font-size: .75rem }
.channels { display: flex; flex-wrap: wrap; gap: .125rem .75rem; font-size: .75rem; font-weight: 600 }
.text { white-space: pre-wrap; overflow-wrap: anywhere; unicode-bidi: plaintext; text-align: start }
.images { display: flex; flex-wrap: wrap; gap: .5rem } .images img { block-size: 9rem; max-inline-size: 100%; object-fit: cover; border-radius: 4px }
.file { border: 1px dashed var(--line); border-radius: 4px; padding: .25rem .5rem; font-size: .75rem; overflow-wrap: anywhere }
@media (max-width: 36rem) { article { grid-template-columns: 1fr; gap: .5rem } }
@page { margin: 14mm }
@media print {
  :root { color-scheme: light; --paper: #fff; --card: #fff; --ink: #000; --soft: #555; --line: #ccc; --accent: #b3261e }
  main { max-inline-size: none; padding: 0 } body { font-size: 10.5pt; print-color-adjust: exact }
  h2 { break-after: avoid } article { border-inline: 0; border-radius: 0; border-block-start: 0; padding-inline: 0 }
}
`;
