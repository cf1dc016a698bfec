import type { I18n } from '@lingui/core';
import { deepLinkTo } from '../../../shared/deep-link.ts';
import type { Language } from '../../../shared/languages.ts';
import { escapeHtml } from '../../../shared/text/escape-html.ts';
import type { Failed, Letter } from './failures.ts';

/** A mail of everything that waits for a person in a brand, as text and as plain HTML. */
export function write(
  { i18n, tag, dir }: Language,
  { brand, failures }: Pick<Letter, 'brand' | 'failures'>,
  publicUrl: string,
): { subject: string; text: string; html: string } {
  const count = failures.length;
  const subject = i18n._('{brand}: {count, plural, one {# thing needs you} other {# things need you}}', {
    brand,
    count,
  });
  const lead = i18n._('Nothing is lost. Each of these waits for a person:');
  const end = i18n._(
    'You get this because you may act for {brand}. Switch it off in Pillarbox under Account.',
    {
      brand,
    },
  );
  const items = failures.map((failure) => {
    const post = failure.post_title?.trim() || i18n._('Untitled post');
    const channel = failure.handle ?? i18n._('a channel that is gone');
    const what = failure.post_id === null ? 'connection' : 'post';
    const id = failure.post_id ?? failure.connection_id;
    return {
      ...sentences(i18n, failure, post, channel),
      link: deepLinkTo(what, id),
      // Mail programs leave out links of schemes they do not know.
      page: `${publicUrl}/open/${what}/${id}`,
    };
  });
  return {
    subject: subject.replace(/[\r\n]+/g, ' '),
    text: [
      lead,
      ...items.map(({ title, next, link, page }) => `${title}\n${next}\n${page}\n${link}`),
      `-- \n${end}`,
    ].join('\n\n'),
    html: `<div lang="${tag}" dir="${dir}"><p>${escapeHtml(lead)}</p>${items
      .map(
        ({ title, next, page, link }) =>
          `<p><strong>${escapeHtml(title)}</strong><br>${escapeHtml(next)}<br><a href="${escapeHtml(page)}">${escapeHtml(i18n._('Open it in Pillarbox'))}</a> (${escapeHtml(link)})</p>`,
      )
      .join('')}<p><small>${escapeHtml(end)}</small></p></div>`,
  };
}

function sentences(i18n: I18n, { kind, error_message }: Failed, post: string, channel: string) {
  const why = error_message?.trim();
  switch (kind) {
    case 'failed':
      return {
        title: i18n._('Not published on {channel}: {post}', { channel, post }),
        next: why || i18n._('Open it to see why and what to do.'),
      };
    case 'missed':
      return {
        title: i18n._('Missed its time on {channel}: {post}', { channel, post }),
        next: i18n._('It was not sent. Send it now, or plan it again.'),
      };
    case 'unknown':
      return {
        title: i18n._('May or may not be out on {channel}: {post}', { channel, post }),
        next: i18n._('Look on the platform, then say which it is. It is not sent again by itself.'),
      };
    case 'by_hand':
      return {
        title: i18n._('Time to post on {channel}: {post}', { channel, post }),
        next: i18n._('It is yours to put up. Everything is ready to paste.'),
      };
    case 'not_down':
      return {
        title: i18n._('Still up on {channel}: {post}', { channel, post }),
        next: why || i18n._('It was to be taken down. Open it to see why it is not.'),
      };
    case 'gone':
      return {
        title: i18n._('No longer on {channel}: {post}', { channel, post }),
        next: why || i18n._('It went out, and the platform does not show it any more.'),
      };
    case 'reconnect':
      return {
        title: i18n._('{channel} has to be connected again', { channel }),
        next: i18n._('Its posts wait until then.'),
      };
  }
}
