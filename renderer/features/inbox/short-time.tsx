import { formatDay, formatMoment, formatTime } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';

/** The time of something from today, else its day; the whole moment on hover. All ISO instants. */
export function ShortTime({ at, now, zone }: { at: string; now: string; zone: string }) {
  const clock = { zone, ownZone: ownZone(), locale: displayLocale() };
  const day = instantToWall(at, zone).slice(0, 10);
  const today = instantToWall(now, zone).slice(0, 10);
  return (
    <time dateTime={at} title={formatMoment(at, clock)}>
      {day === today ? formatTime(at, clock) : formatDay(day, clock.locale)}
    </time>
  );
}
