import { Trans } from '@lingui/react/macro';
import type { SeriesDate } from '../../../shared/queries.ts';
import { formatWall, formatWallTime } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import styles from './recurrence.module.css';

/** The next dates on the series' own clock; one that a clock change moves says so. */
export function NextDates({ dates, zone }: { dates: readonly SeriesDate[] | undefined; zone: string }) {
  const locale = displayLocale();
  const name = zone.replaceAll('_', ' ');
  if (dates?.length === 0)
    return (
      <p role="alert">
        <Trans>No date is like that. Change something above.</Trans>
      </p>
    );
  return (
    <section>
      <p className={styles.quiet}>
        <Trans>The next dates, on the clock of {name}:</Trans>
      </p>
      <ol className={styles.dates}>
        {dates?.map(({ wall, shown }) => {
          const skipped = formatWallTime(wall, locale);
          return (
            <li key={wall}>
              {formatWall(shown, locale)}
              {shown !== wall && (
                <span className={styles.quiet}>
                  {' '}
                  <Trans>(clocks skip {skipped})</Trans>
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
