import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import type { ArchivePreview, ImportOptions, ImportPreview } from '../../../shared/ipc/exchange.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Page } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { Archive } from './archive.tsx';
import { DropFile } from './drop-file.tsx';
import { chooseFiles } from './file-choice.ts';
import styles from './import.module.css';
import { Preview } from './preview.tsx';
import { Reading } from './reading.tsx';

/** A file of posts: choose it, see what would be made, make all of it or nothing. */
export default function Import() {
  const brand = useBrand();
  const [fileName, setFileName] = useState<string | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [archive, setArchive] = useState<ArchivePreview | null>(null);
  const [beside, setBeside] = useState<File[]>([]);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const [busy, setBusy] = useState(false);

  async function look(token: string, options: ImportOptions) {
    setBusy(true);
    setFailure(null);
    try {
      setPreview(await desktop.invoke('import.preview', { token, brandId: brand.id, ...options }));
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  async function open(files: File[]) {
    const { plan, beside: others } = chooseFiles(files);
    setBeside((before) => [...before, ...others]);
    if (!plan) return;
    setBusy(true);
    setPreview(null);
    setArchive(null);
    setFailure(null);
    setFileName(plan.name);
    try {
      const { token } = await desktop.openFile(plan);
      const ours = await desktop.invoke('archive.look', { token });
      setArchive(ours);
      if (ours) setBusy(false);
      else await look(token, { recall: true });
    } catch (error) {
      setFailure(explainThrown(error));
      setBusy(false);
    }
  }

  return (
    <Page
      wide
      title={<Trans>Import a plan</Trans>}
      lead={
        <Trans>
          A sheet from Buffer, Hootsuite, Later, Loomly, Metricool, Publer, Postiz or your own, a calendar, or
          an export of Pillarbox. Nothing is made until you say so.
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
      {archive && <Archive key={archive.token} archive={archive} />}
      {preview && (
        <>
          <Reading preview={preview} busy={busy} onRead={(options) => look(preview.token, options)} />
          <Preview
            key={preview.token}
            preview={preview}
            busy={busy}
            beside={beside}
            onBeside={(files) => setBeside((before) => [...before, ...files])}
          />
        </>
      )}
    </Page>
  );
}
