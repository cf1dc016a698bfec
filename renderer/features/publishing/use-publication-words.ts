import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { isYours } from '../../../shared/mutators/publication.ts';
import { isLate } from '../../../shared/publishing/late.ts';
import { formatMoment } from '../../../shared/time/format.ts';
import { explainThere } from '../../app/errors.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { useNow } from '../../app/use-now.ts';
import { lateness } from './lateness.ts';
import { outcomeWords } from './outcome-words.ts';
import { useLateness } from './use-late-words.ts';

export type PublicationWords = {
  tone: 'ok' | 'busy' | 'wait' | 'bad' | 'off';
  /** What is the case. */
  title: string;
  /** What is safe, or what to do. */
  next: string | null;
};

/** A publication's state in plain words; `removed`: its account is no longer connected. */
export function usePublicationWords(): (
  publication: Row<'publication'>,
  zone: string,
  removed: boolean,
) => PublicationWords {
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

  return (publication, zone, removed) => {
    const { state, error_code, error_message, next_try_at, tries, late_ms } = publication;
    const why = explainThere(error_code, error_message);
    const outcome = outcomeWords(publication, removed);
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
          ? { tone: 'wait', title: t`Due, but it waits: ${outcome.title}`, next: outcome.next }
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
        return { tone: 'bad', title: t`Not published. ${outcome.title}`, next: outcome.next };
      case 'unknown':
      case 'missed':
        return { tone: 'bad', ...outcome };
      case 'cancelled':
        return { tone: 'off', title: t`Cancelled. It was not published.`, next: null };
    }
  };
}
