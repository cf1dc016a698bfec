import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { isYours } from '../../../shared/mutators/publication.ts';
import { isLate } from '../../../shared/publishing/late.ts';
import { formatMoment } from '../../../shared/time/format.ts';
import { explain } from '../../app/errors.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { useNow } from '../../app/use-now.ts';
import { lateness } from './lateness.ts';
import { useLateness } from './use-late-words.ts';

export type PublicationWords = {
  tone: 'ok' | 'busy' | 'wait' | 'bad' | 'off';
  /** What is the case. */
  title: string;
  /** What is safe, or what to do. */
  next: string | null;
};

/** A publication's state in plain words. */
export function usePublicationWords(): (publication: Row<'publication'>, zone: string) => PublicationWords {
  const { t } = useLingui();
  const now = useNow();
  const lateBy = useLateness();
  const late = (ms: number | null): string => {
    const by = lateness(ms);
    switch (by.unit) {
      case 'none':
        return t`Published on time`;
      case 'minutes':
        return t`Published ${plural(by.count, { one: '# minute late', other: '# minutes late' })}`;
      case 'hours':
        return t`Published ${plural(by.count, { one: '# hour late', other: '# hours late' })}`;
      case 'days':
        return t`Published ${plural(by.count, { one: '# day late', other: '# days late' })}`;
    }
  };

  return (publication, zone) => {
    const { state, error_code, error_message, next_try_at, tries, late_ms } = publication;
    const why = explain(error_code, error_message);
    const moment = (iso: string) => formatMoment(iso, { zone, ownZone: ownZone(), locale: displayLocale() });
    switch (state) {
      case 'waiting':
        if (isYours(publication))
          return {
            tone: 'bad',
            title: t`Yours to post now`,
            next: t`It goes out by hand. Say so here when it is out.`,
          };
        return error_code
          ? { tone: 'wait', title: t`Due, but it waits: ${why.title}`, next: why.next }
          : isLate(publication.due_at, now)
            ? {
                tone: 'bad',
                title: `${lateBy(publication.due_at, now)}.`,
                next: t`It was asked for, and nobody has begun to send it.`,
              }
            : { tone: 'wait', title: t`Waits for its time`, next: null };
      case 'publishing':
        return { tone: 'busy', title: t`Being published now`, next: null };
      case 'retrying': {
        const when = next_try_at ? moment(next_try_at) : null;
        return {
          tone: 'busy',
          title: t`${plural(tries, { one: '# try', other: '# tries' })} so far. ${why.title}`,
          next: when ? t`Tried again by itself: ${when}.` : t`Tried again by itself.`,
        };
      }
      case 'published':
        // It is out, but not all that was to go with it.
        return error_code
          ? { tone: 'wait', title: `${late(late_ms)}. ${why.title}`, next: why.next }
          : { tone: 'ok', title: late(late_ms), next: null };
      case 'by_hand':
        return { tone: 'ok', title: t`Published by hand`, next: null };
      case 'failed':
        return { tone: 'bad', title: t`Not published. ${why.title}`, next: why.next };
      case 'unknown': {
        const lost = explain('outcome_unknown');
        return { tone: 'bad', title: lost.title, next: lost.next };
      }
      case 'missed': {
        if (error_code === 'approval_missing')
          return {
            tone: 'bad',
            title: t`Nobody approved it in time, so it was not sent.`,
            next: t`Have it approved, then send it now or plan it again.`,
          };
        const said = ['missed_signed_out', 'take_down_passed'].find((code) => code === error_code);
        const missed = explain(said ?? 'missed');
        return { tone: 'bad', title: missed.title, next: missed.next };
      }
      case 'cancelled':
        return { tone: 'off', title: t`Cancelled. It was not published.`, next: null };
    }
  };
}
