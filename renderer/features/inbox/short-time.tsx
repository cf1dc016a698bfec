import { memo } from 'react';
import { today } from '../../../shared/time/calendar.ts';
import { formatDay, formatMoment, formatTime } from '../../../shared/time/format.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';

type ShortTimeProps = {
  /** ISO instant. */
  at: string;
  /** Today in `zone`, `YYYY-MM-DD`. */
  date: string;
  zone: string;
};

/** The time of something from today, else its day; the whole moment on hover. */
export const ShortTime = memo(function ShortTime({ at, date, zone }: ShortTimeProps) {
  const clock = { zone, ownZone: ownZone(), locale: displayLocale() };
  const day = today(zone, at);
  return (
    <time dateTime={at} title={formatMoment(at, clock)}>
      {day === date ? formatTime(at, clock) : formatDay(day, clock.locale)}
    </time>
  );
});
