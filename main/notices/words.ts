import type { I18n } from '@lingui/core';
import type { Note } from '../../shared/notices.ts';
import type { Happening } from './notices.ts';

/** One happening as a notice that opens the very post or channel. */
export function noteOf(i18n: I18n, happening: Happening): Note {
  const { about, kind, post_id, post_title, connection_id } = happening;
  const post = post_title?.trim() || i18n._('Untitled post');
  const channel = happening.handle ?? i18n._('a channel that is gone');
  if (happening.comment_id !== null)
    return { id: about, ...ofAnswer(i18n, kind, channel), route: `/inbox/${happening.comment_id}` };
  const route = post_id === null ? `/channel/${connection_id}` : `/post/${post_id}`;
  const words = (): { title: string; body: string } => {
    switch (kind) {
      case 'by_hand':
        return {
          title: i18n._('Time to post: {post}', { post }),
          body: i18n._('It is yours to put up on {channel}. Everything is ready to paste.', { channel }),
        };
      case 'late':
        return { title: i18n._('Late: {post}', { post }), body: late(i18n, happening.why, channel) };
      case 'failed':
        return {
          title: i18n._('Not published: {post}', { post }),
          body: i18n._('It did not go out on {channel}. Open it to see why and what to do.', { channel }),
        };
      case 'unknown':
        return {
          title: i18n._('Perhaps out, perhaps not: {post}', { post }),
          body: i18n._('The answer of {channel} got lost. Look there, then say which it is.', { channel }),
        };
      case 'missed':
        return {
          title: i18n._('Missed: {post}', { post }),
          body: i18n._('Its time on {channel} passed, so it was not sent. Send it now or plan it again.', {
            channel,
          }),
        };
      case 'not_down':
        return {
          title: i18n._('Still up: {post}', { post }),
          body: i18n._(
            'It was to be taken down from {channel}, and is not. Open it to see why and what to do.',
            {
              channel,
            },
          ),
        };
      case 'gone':
        return {
          title: i18n._('No longer there: {post}', { post }),
          body: i18n._('It went out on {channel}, which does not show it any more.', { channel }),
        };
      case 'reconnect':
        return {
          title: i18n._('Reconnect {channel}', { channel }),
          body: i18n._('The account was signed out. Its posts wait until it is connected again.'),
        };
    }
  };
  return { id: about, ...words(), route };
}

/** An answer to a comment has no name of its own. */
function ofAnswer(i18n: I18n, kind: Happening['kind'], channel: string): { title: string; body: string } {
  if (kind === 'unknown')
    return {
      title: i18n._('An answer is perhaps out, perhaps not'),
      body: i18n._('The answer of {channel} got lost. Look there, then say which it is.', { channel }),
    };
  if (kind === 'missed')
    return {
      title: i18n._('An answer was not sent in time'),
      body: i18n._('It waited too long for {channel}, so it was not sent. Send it now or let it go.', {
        channel,
      }),
    };
  return {
    title: i18n._('An answer was not sent'),
    body: i18n._('It did not go out on {channel}. Open it to see why and what to do.', { channel }),
  };
}

/** What is the case, and whom it waits for. */
function late(i18n: I18n, why: Happening['why'], channel: string): string {
  switch (why) {
    case 'here':
      return i18n._('It was due on {channel}, and this device has not been able to send it.', { channel });
    case 'elsewhere':
      return i18n._('It was due on {channel}, and the device that holds the account has not sent it.', {
        channel,
      });
    case 'not_sent':
      return i18n._('It was due on {channel}, and the server waits for what this device has to send.', {
        channel,
      });
    case 'unheard':
      return i18n._('It was due on {channel}, and the server does not answer. It may be out all the same.', {
        channel,
      });
    default:
      return i18n._('It was due on {channel}, and nobody has begun to send it.', { channel });
  }
}

/** Several at once: one notice that leads to where all of them stand. */
export function summaryOf(i18n: I18n, news: readonly Happening[]): Note {
  return {
    id: 'several',
    title: i18n._('{count, plural, one {# thing needs you} other {# things need you}}', {
      count: news.length,
    }),
    body: i18n._(
      'Posts that did not go out or come down, are late or are yours to put up, and channels to reconnect.',
    ),
    route: '/publishing',
  };
}
