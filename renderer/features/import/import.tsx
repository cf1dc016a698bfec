import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import type { ImportPreview } from '../../../shared/ipc.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Page } from '../../ui/page.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { DropFile } from './drop-file.tsx';
import styles from './import.module.css';
import { Preview } from './preview.tsx';
import { readFile } from './read-file.ts';

export type DateOrder = 'auto' | 'dmy' | 'mdy' | 'ymd';
type Chosen = { name: string; bytes: string; dateOrder: DateOrder };

/** A spreadsheet's plan: choose it, see what would be made, make all of it or nothing. */
export default function Import() {
  const brand = useBrand();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [preview, setPreview] = useState<ImportPreview | null>(null);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const [busy, setBusy] = useState(false);

  async function look(next: Chosen) {
    setBusy(true);
    setFailure(null);
    try {
      const { name: fileName, bytes, dateOrder } = next;
      setPreview(await desktop.invoke('import.preview', { brandId: brand.id, fileName, bytes, dateOrder }));
      setChosen(next);
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  async function open(file: File) {
    setBusy(true);
    setPreview(null);
    setChosen(null);
    setFailure(null);
    try {
      await look({ name: file.name, bytes: await readFile(file), dateOrder: 'auto' });
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
          From a spreadsheet saved as CSV, with a row per post: date, time, text, title, pillar, channel,
          hashtags, link. Nothing is made until you say so.
        </Trans>
      }
    >
      <DropFile fileName={chosen?.name ?? null} onFile={open} />
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
      {chosen && preview && (
        <Preview
          preview={preview}
          chosenOrder={chosen.dateOrder}
          busy={busy}
          onDateOrder={(dateOrder) => look({ ...chosen, dateOrder })}
        />
      )}
    </Page>
  );
}
