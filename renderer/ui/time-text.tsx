import { formatMoment, formatShortDate, formatTime } from '../../shared/time/format.ts';
import { instantToWall } from '../../shared/time/wall.ts';

const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

type TimeTextProps = {
  /** ISO instant. */
  at: string;
  /** Whose clock; the zone's name is shown when it is not this computer's own. */
  zone: string;
  show?: 'moment' | 'time' | 'day';
};

/** A point in time, on a named clock. */
export function TimeText({ at, zone, show = 'moment' }: TimeTextProps) {
  const locale = document.documentElement.lang || 'en';
  const text =
    show === 'day'
      ? formatShortDate(instantToWall(at, zone).slice(0, 10), locale)
      : (show === 'time' ? formatTime : formatMoment)(at, { zone, ownZone: ownZone(), locale });
  return <time dateTime={at}>{text}</time>;
}
