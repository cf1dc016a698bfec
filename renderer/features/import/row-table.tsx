import { Trans, useLingui } from '@lingui/react/macro';
import type { ImportPreview } from '../../../shared/ipc.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import styles from './import.module.css';

const SHOWN = 200;

/** The posts that would be made, as they were understood. */
export function RowTable({ rows, newPillars }: Pick<ImportPreview, 'rows' | 'newPillars'>) {
  const { t } = useLingui();
  const more = rows.length - SHOWN;
  const otherZone = (zone: string) => zone !== ownZone() && zone.replaceAll('_', ' ');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.frame} aria-label={t`Posts in the file`} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.number}>
              <Trans>Line</Trans>
            </th>
            <th scope="col">
              <Trans>When</Trans>
            </th>
            <th scope="col">
              <Trans>Title and text</Trans>
            </th>
            <th scope="col">
              <Trans>Pillar</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row) => (
            <tr key={row.line}>
              <td className={styles.number}>{row.line}</td>
              <td className={styles.when}>
                {row.wallTime ? formatWall(row.wallTime, displayLocale()) : <Trans>No date: an idea</Trans>}
                {row.wallTime && <span className={styles.quiet}> {otherZone(row.timeZone)}</span>}
              </td>
              <td dir="auto">
                {row.title && <p className={styles.title}>{row.title}</p>}
                <p className={styles.caption}>{row.caption}</p>
              </td>
              <td>
                {row.pillar}
                {row.pillar && newPillars.includes(row.pillar) && (
                  <span className={styles.quiet}>
                    {' '}
                    <Trans>new</Trans>
                  </span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <p className={styles.more}>
          <Trans>And {more} more.</Trans>
        </p>
      )}
    </section>
  );
}
