import { Trans, useLingui } from '@lingui/react/macro';
import type { ImportPreview } from '../../../shared/ipc/exchange.ts';
import styles from './import.module.css';
import { issueWords } from './issue-words.ts';

const SHOWN = 200;

/** Line, column and reason of everything that keeps the file from being imported. */
export function IssueTable({ issues, count }: { issues: ImportPreview['issues']; count: number }) {
  const { t } = useLingui();
  const more = count - Math.min(SHOWN, issues.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={styles.frame} aria-label={t`Things to mend`} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.number}>
              <Trans>Line</Trans>
            </th>
            <th scope="col">
              <Trans>Column</Trans>
            </th>
            <th scope="col">
              <Trans>Reason</Trans>
            </th>
            <th scope="col">
              <Trans>What is there</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {issues.slice(0, SHOWN).map((issue) => (
            <tr key={`${issue.line}/${issue.column}/${issue.code}`}>
              <td className={styles.number}>{issue.line}</td>
              <td>{issue.columnName || issue.column || '–'}</td>
              <td>{issueWords(issue)}</td>
              <td className={styles.value} dir="auto">
                {issue.value}
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
