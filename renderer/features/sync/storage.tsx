import { Trans, useLingui } from '@lingui/react/macro';
import { desktop } from '../../app/desktop.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Section } from '../../ui/page.tsx';
import { CopyRow } from './copy-row.tsx';
import { kindWords } from './kind-words.ts';
import { sizeText } from './size-text.ts';
import styles from './sync.module.css';
import { useReport } from './use-report.ts';

const loadStorage = () => desktop.invoke('storage.report', {});

/** What this device keeps, how large it is, and older copies of it. */
export function Storage() {
  const { i18n } = useLingui();
  // Another account has another file.
  const who = useAppState(({ session }) => (session.state === 'none' ? '' : session.personId));
  const { report, refresh } = useReport(loadStorage, who);
  if (!report) return null;
  const number = new Intl.NumberFormat(displayLocale());
  const { bytes, rows, copies } = report;
  return (
    <>
      <Section
        title={<Trans>On this device</Trans>}
        lead={<Trans>Everything you may see is here and can be used without a connection.</Trans>}
      >
        <dl className={styles.facts}>
          <dt>
            <Trans>Size</Trans>
          </dt>
          <dd>{sizeText(bytes)}</dd>
          {rows.map(({ kind, count }) => {
            const words = kindWords(kind);
            return (
              <div key={kind} className={styles.fact}>
                <dt>{typeof words === 'string' ? words : i18n._(words)}</dt>
                <dd>{number.format(count)}</dd>
              </div>
            );
          })}
        </dl>
      </Section>
      {copies.length > 0 && (
        <Section
          title={<Trans>Older copies</Trans>}
          lead={
            <Trans>
              Made before Pillarbox changed the form of your data, before a copy was restored, or when a file
              could not be read.
            </Trans>
          }
        >
          <ul className={styles.writes}>
            {copies.map((copy) => (
              <CopyRow key={copy.name} copy={copy} onChange={refresh} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
