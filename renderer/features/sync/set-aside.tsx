import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import type { SyncReport } from '../../../shared/ipc/sync.ts';
import { Section } from '../../ui/page.tsx';
import { kindWords } from './kind-words.ts';
import styles from './sync.module.css';

/** Rows that came from the server and cannot be shown by this version. */
export function SetAside({ report }: { report: SyncReport }) {
  const { i18n, t } = useLingui();
  const { setAside } = report;
  if (setAside.length === 0) return null;
  return (
    <Section
      title={<Trans>Set aside</Trans>}
      lead={
        <Trans>
          This version of Pillarbox can’t read these. They are kept on this device and shown after an update.
        </Trans>
      }
    >
      <ul className={styles.streams}>
        {setAside.map(({ kind, reason, count }) => {
          const words = kindWords(kind);
          return (
            <li key={`${kind} ${reason}`} className={styles.stream}>
              <span className={styles.streamName}>{typeof words === 'string' ? words : i18n._(words)}</span>
              <span>{t`${plural(count, { one: '# row', other: '# rows' })}`}</span>
              <span className={styles.quiet}>
                <Why reason={reason} />
              </span>
            </li>
          );
        })}
      </ul>
    </Section>
  );
}

function Why({ reason }: { reason: string }) {
  if (reason === 'unknown_kind') return <Trans>A newer Pillarbox made it.</Trans>;
  const [, field] = /^schema: (\S+)/.exec(reason) ?? [];
  return field ? (
    <Trans>Its {field} is of a form not known here.</Trans>
  ) : (
    <Trans>Its form is not known here.</Trans>
  );
}
