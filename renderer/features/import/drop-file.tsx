import { Trans, useLingui } from '@lingui/react/macro';
import { FileSpreadsheet } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { Button } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { ACCEPTED } from './file-choice.ts';
import styles from './import.module.css';

type DropFileProps = { fileName: string | null; onFiles(files: File[]): void };

/** A place to drop a file, and a button that does the same. */
export function DropFile({ fileName, onFiles }: DropFileProps) {
  const { t } = useLingui();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const choose = () => input.current?.click();
  useCommands([{ id: 'import.choose', group: t`Import`, title: t`Choose a file`, run: choose }]);

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a pointer's way; the button is everybody's
    <div
      className={cx(styles.drop, over && styles.over)}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <FileSpreadsheet size={24} aria-hidden="true" />
      <p>
        {fileName ?? <Trans>Drop a CSV, calendar or JSON file here, with its pictures if it names any</Trans>}
      </p>
      <Button onClick={choose}>
        {fileName ? <Trans>Choose another file</Trans> : <Trans>Choose a file</Trans>}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        multiple
        accept={`${ACCEPTED},image/*,video/*`}
        aria-label={t`File to import`}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])];
          // The same file, mended, may be chosen again.
          event.target.value = '';
          onFiles(files);
        }}
      />
    </div>
  );
}
