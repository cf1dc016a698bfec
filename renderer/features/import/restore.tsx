import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import type { ArchivePreview } from '../../../shared/ipc/exchange.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { Banner } from '../../ui/banner.tsx';
import { Page } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Archive } from './archive.tsx';
import { DropFile } from './drop-file.tsx';
import styles from './import.module.css';

/** Brings an export of Pillarbox back, also where there is no brand yet. */
export default function Restore() {
  const [fileName, setFileName] = useState<string | null>(null);
  const [archive, setArchive] = useState<ArchivePreview | null>(null);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const [foreign, setForeign] = useState(false);
  const [busy, setBusy] = useState(false);

  async function open([file]: File[]) {
    if (!file) return;
    setBusy(true);
    setArchive(null);
    setFailure(null);
    setForeign(false);
    setFileName(file.name);
    try {
      const { token } = await desktop.openFile(file);
      const found = await desktop.invoke('archive.look', { token });
      setArchive(found);
      setForeign(found === null);
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  return (
    <Page
      wide
      title={<Trans>Bring an export back</Trans>}
      lead={
        <Trans>
          A zip or JSON that Pillarbox wrote: brands with everything in them, on this computer, with no
          account.
        </Trans>
      }
    >
      <DropFile fileName={fileName} onFiles={open} />
      {busy && (
        <p className={styles.busy} role="status">
          <Spinner />
          <Trans>Reading the file…</Trans>
        </p>
      )}
      {failure && (
        <Banner tone="error" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      {foreign && (
        <Banner tone="warn" live title={<Trans>This is not an export of Pillarbox</Trans>}>
          <Trans>Sheets and calendars are imported into a brand: make one first.</Trans>
        </Banner>
      )}
      {archive && <Archive key={archive.token} archive={archive} />}
    </Page>
  );
}
