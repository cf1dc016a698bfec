import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import type { DocumentVersionView } from '../../../shared/queries.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { DiffText } from '../history/diff-text.tsx';
import { keepVersion, restoreVersion } from './document-actions.ts';
import styles from './feed.module.css';

type VersionsDialogProps = { document: Row<'strategy_document'>; onClose(): void };

/** Versions of a strategy: kept by themselves at every sitting and when somebody says so; compared and restored here. */
export function VersionsDialog({ document, onClose }: VersionsDialogProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const versions = useLiveQuery('documentVersions', { documentId: document.id }).data ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const version = versions.find(({ id }) => id === chosen) ?? versions[0] ?? null;
  const same = version !== null && version.text === document.text && version.title === document.title;

  async function keep(event: FormEvent) {
    event.preventDefault();
    if (await keepVersion(document, note.trim())) setNote('');
  }
  const author = (one: DocumentVersionView) => one.author ?? t`Somebody on this device`;
  return (
    <Dialog open wide onClose={onClose} title={t`Versions of “${document.title}”`}>
      <form className={styles.bar} onSubmit={keep}>
        <div className={styles.grow}>
          <TextField
            label={t`Keep what stands as a version`}
            placeholder={t`Why, in a few words`}
            maxLength={500}
            value={note}
            onChange={setNote}
          />
        </div>
        <Button type="submit">
          <Trans>Keep this version</Trans>
        </Button>
      </form>
      {versions.length === 0 && (
        <p className={styles.quiet}>
          <Trans>Nothing was kept yet. A version is kept by itself when somebody writes after a pause.</Trans>
        </p>
      )}
      {version && (
        <div className={styles.versions}>
          <ul aria-label={t`Versions`}>
            {versions.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  className={cx(styles.version, one.id === version.id && styles.versionOn)}
                  aria-pressed={one.id === version.id}
                  onClick={() => setChosen(one.id)}
                >
                  <TimeText at={one.created_at} zone={brand.time_zone} />
                  <span className={styles.quiet}>{one.note || author(one)}</span>
                </button>
              </li>
            ))}
          </ul>
          <div className={styles.stack} aria-live="polite">
            {same ? (
              <p>
                <Trans>These are the words it has now.</Trans>
              </p>
            ) : (
              <>
                <DiffText
                  first={`${version.title}\n\n${version.text}`}
                  second={`${document.title}\n\n${document.text}`}
                  show="both"
                />
                <div className={styles.bar}>
                  <Button look="primary" onClick={() => void restoreVersion(document, version)}>
                    <Trans>Restore this version</Trans>
                  </Button>
                </div>
              </>
            )}
          </div>
        </div>
      )}
    </Dialog>
  );
}
