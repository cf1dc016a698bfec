import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import type { ImportPreview } from '../../../shared/ipc/exchange.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import styles from './import.module.css';

const SHOWN = 200;

/** The posts that would be made, as they were understood. */
export function RowTable({
  rows,
  newPillars,
  count,
}: Pick<ImportPreview, 'rows' | 'newPillars'> & { count: number }) {
  const { t } = useLingui();
  const more = count - Math.min(SHOWN, rows.length);
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
            <th scope="col">
              <Trans>Channels</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN).map((row) => (
            <tr key={`${row.line} ${row.wallTime}`} className={row.duplicate ? styles.there : undefined}>
              <td className={styles.number}>{row.line}</td>
              <td className={styles.when}>
                {row.wallTime ? formatWall(row.wallTime, displayLocale()) : <Trans>No date: an idea</Trans>}
                {row.duplicate ? (
                  <p className={styles.quiet}>
                    <Trans>There already</Trans>
                  </p>
                ) : (
                  row.wallTime &&
                  !row.scheduled && (
                    <p className={styles.quiet}>
                      {row.past ? (
                        <Trans>Past: becomes an idea</Trans>
                      ) : (
                        <Trans>A draft: becomes an idea</Trans>
                      )}
                    </p>
                  )
                )}
                {row.wallTime && <span className={styles.quiet}> {otherZone(row.timeZone)}</span>}
              </td>
              <td dir="auto">
                {row.brand && <p className={styles.quiet}>{row.brand}</p>}
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
              <td>
                <span className={styles.channels}>
                  {row.channels.map(({ platform, handle }) => (
                    <PlatformGlyph key={`${platform}/${handle}`} platform={platform} label={handle} />
                  ))}
                </span>
                {row.files > 0 && (
                  <span
                    className={styles.quiet}
                  >{t`${plural(row.files, { one: '# file', other: '# files' })}`}</span>
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
