import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { isLate } from '../../../shared/publishing/late.ts';
import type { UntakenView } from '../../../shared/queries.ts';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { lateness } from './lateness.ts';
import type { PublicationWords } from './use-publication-words.ts';
import type { Why } from './why-untaken.ts';

/** How late something is that is due, in words: “Due now”, “12 minutes late”. */
export function useLateness(): (dueAt: string, now: string) => string {
  const { t } = useLingui();
  return (dueAt, now) => {
    const by = lateness(Date.parse(now) - Date.parse(dueAt));
    switch (by.unit) {
      case 'none':
        return t`Due now`;
      case 'minutes':
        return t`${plural(by.count, { one: '# minute late', other: '# minutes late' })}`;
      case 'hours':
        return t`${plural(by.count, { one: '# hour late', other: '# hours late' })}`;
      case 'days':
        return t`${plural(by.count, { one: '# day late', other: '# days late' })}`;
    }
  };
}

/** What is due and nobody has taken, in plain words: how late it is, and why that may be. */
export function useUntakenWords(): (row: UntakenView, why: Why, now: string) => PublicationWords {
  const { t } = useLingui();
  const late = useLateness();
  const because = (why: Why, platform: string): string => {
    switch (why) {
      case 'approval':
        return t`It has not been approved as it is now.`;
      case 'signed_out':
        return t`The account was signed out.`;
      case 'locked':
        return t`This device sends it once the sign-ins kept on it are unlocked.`;
      case 'here_offline':
        return t`This device sends it, and has no connection.`;
      case 'here':
        return t`This device has not been able to send it yet.`;
      case 'elsewhere':
        return t`Another device holds the account and has to be open to send it. Look on ${platform} before you post it yourself.`;
      case 'refused':
        return t`The server refused a change of it.`;
      case 'sign_in':
        return t`What the server did is known once you sign in again.`;
      case 'update':
        return t`What the server did is known once the two of you run versions that fit.`;
      case 'offline':
        return t`This device is offline. Whether the server sent it is known once it is back.`;
      case 'server_away':
        return t`The server cannot be reached. Whether it sent it is known once it answers.`;
      case 'not_sent':
        return t`The server waits for what this device has to send.`;
      case 'files':
        return t`The server waits for its files.`;
      case 'server':
        return t`The server has not begun to send it. Whoever runs the server can see whether its publisher is on.`;
    }
  };
  return (row, why, now) => {
    const is = isLate(row.due_at, now);
    // For the first minutes whoever sends it is about to.
    const quiet = !is && (why === 'server' || why === 'here');
    return {
      tone: is ? 'bad' : 'wait',
      title: `${late(row.due_at, now)}.`,
      next: quiet ? t`It is about to be sent.` : because(why, platformNames[row.connection.platform]),
    };
  };
}
