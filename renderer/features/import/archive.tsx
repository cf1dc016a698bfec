import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ArchivePreview } from '../../../shared/ipc/exchange.ts';
import { formatMoment } from '../../../shared/time/format.ts';
import { desktop } from '../../app/desktop.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { go } from '../../app/router.ts';
import { saveSetting } from '../../app/settings.ts';
import { tellError } from '../../app/tell-error.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Section } from '../../ui/page.tsx';
import { showToast } from '../../ui/toast.tsx';
import { kindWords } from '../sync/kind-words.ts';
import styles from './import.module.css';

/** What an export of Pillarbox would bring back, and the button that does. */
export function Archive({ archive }: { archive: ArchivePreview }) {
  const { t, i18n } = useLingui();
  const kindWord = (kind: string) => {
    const words = kindWords(kind);
    return typeof words === 'string' ? words : i18n._(words);
  };
  const [busy, setBusy] = useState(false);
  const [copy, setCopy] = useState(false);
  const { brands, counts, files, filesMissing, faults, faultCount } = archive;
  const known = brands.some(({ here }) => here);
  const brought = counts.filter(({ record }) => !record);
  const records = counts.filter(({ record }) => record);
  const fresh = brought.reduce((sum, { rows, here }) => sum + rows - (copy ? 0 : here), 0);
  const differ = brought.reduce((sum, { differ: count }) => sum + count, 0);
  const names = brands.map(({ name }) => name).join(', ');
  const at = Number.isNaN(Date.parse(archive.exportedAt))
    ? ''
    : formatMoment(new Date(archive.exportedAt).toISOString(), {
        zone: ownZone(),
        ownZone: ownZone(),
        locale: displayLocale(),
      });

  async function bringBack() {
    setBusy(true);
    try {
      const { brandId, made } = await desktop.invoke('archive.run', { token: archive.token, copy });
      if (brandId) saveSetting('brand', brandId);
      go('/calendar');
      showToast({ title: t`${plural(made, { one: '# thing is back.', other: '# things are back.' })}` });
    } catch (error) {
      tellError(error);
      setBusy(false);
    }
  }

  return (
    <Section
      title={<Trans>An export of {names}</Trans>}
      lead={at && <Trans>Made {at}.</Trans>}
      actions={
        <Button look="primary" busy={busy} disabled={fresh === 0} onClick={() => void bringBack()}>
          {fresh === 0 ? <Trans>All of it is here</Trans> : <Trans>Bring it back</Trans>}
        </Button>
      }
    >
      {known && (
        <div className={styles.choices}>
          <p className={styles.quiet}>
            {differ > 0 ? (
              <Trans>
                The brand is here. What is missing is added; what differs here stays as it is here.
              </Trans>
            ) : (
              <Trans>The brand is here. What is missing is added.</Trans>
            )}
          </p>
          <Checkbox label={t`Make a copy beside it instead`} checked={copy} onChange={setCopy} />
        </div>
      )}
      {faultCount > 0 && (
        <Banner
          tone="warn"
          title={t`${plural(faultCount, { one: '# thing in this file cannot be read and is left out', other: '# things in this file cannot be read and are left out' })}`}
        >
          {faults.slice(0, 5).map(({ path, message }) => (
            <span key={path} className={styles.fault} dir="ltr">
              {path}: {message}
            </span>
          ))}
        </Banner>
      )}
      {filesMissing > 0 && (
        <Banner
          tone="warn"
          title={t`${plural(filesMissing, { one: '# file is not in this export', other: '# files are not in this export' })}`}
        >
          <Trans>Their posts come back without them.</Trans>
        </Banner>
      )}
      {counts.some(({ kind }) => kind === 'connection') && (
        <Banner title={<Trans>Accounts come back as channels to post to by hand</Trans>}>
          <Trans>No export holds their secrets. Connect them again where Pillarbox should publish.</Trans>
        </Banner>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={styles.frame} aria-label={t`What the export holds`} tabIndex={0}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">
                <Trans>What</Trans>
              </th>
              <th scope="col" className={styles.number}>
                <Trans>In the file</Trans>
              </th>
              <th scope="col" className={styles.number}>
                <Trans>Here already</Trans>
              </th>
              <th scope="col" className={styles.number}>
                <Trans>Differs here</Trans>
              </th>
            </tr>
          </thead>
          <tbody>
            {brought.map(({ kind, rows, here, differ: other }) => (
              <tr key={kind}>
                <td>{kindWord(kind)}</td>
                <td className={styles.number}>{rows}</td>
                <td className={styles.number}>{here}</td>
                <td className={styles.number}>{other}</td>
              </tr>
            ))}
            {files > 0 && (
              <tr>
                <td>
                  <Trans>Files themselves</Trans>
                </td>
                <td className={styles.number}>{files}</td>
                <td className={styles.number} />
                <td className={styles.number} />
              </tr>
            )}
          </tbody>
        </table>
      </section>
      {records.length > 0 && (
        <p className={styles.quiet}>
          <Trans>
            What was published, decided and commented stays in the file as a record and is not made again:{' '}
            {records.map(({ kind, rows }) => `${kindWord(kind)} ${rows}`).join(', ')}.
          </Trans>
        </p>
      )}
    </Section>
  );
}
