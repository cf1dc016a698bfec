import { Trans } from '@lingui/react/macro';
import { CircleAlert, Copy } from 'lucide-react';
import { useState } from 'react';
import type { FailedWrite } from '../../../shared/ipc/sync.ts';
import { desktop } from '../../app/desktop.ts';
import { explain } from '../../app/errors.ts';
import { tellError } from '../../app/tell-error.ts';
import { useCopy } from '../../app/use-copy.ts';
import { Button } from '../../ui/button.tsx';
import { DiscardButton } from './discard-button.tsx';
import { SaveButton } from './save-button.tsx';
import styles from './sync.module.css';
import { wordsIn } from './words-in.ts';
import { WriteCard } from './write-card.tsx';

/** One refused write: what it was, why it was refused, the words, and the ways on. */
export function FailedWriteRow({ write }: { write: FailedWrite }) {
  const [busy, setBusy] = useState(false);
  const [copied, copy] = useCopy();
  const { uuid, name, args, code, message } = write;
  const why = explain(code, message);
  const words = wordsIn(args);

  async function retry() {
    setBusy(true);
    await desktop.invoke('sync.retry', { uuid }).catch(tellError);
    setBusy(false);
  }

  return (
    <WriteCard
      write={write}
      icon={<CircleAlert size={16} aria-hidden="true" />}
      note={
        <>
          {why.title} <span className={styles.quiet}>{why.next}</span>
        </>
      }
    >
      <Button size="small" busy={busy} onClick={retry}>
        <Trans>Retry</Trans>
      </Button>
      <Button
        size="small"
        icon={<Copy size={14} aria-hidden="true" />}
        onClick={() => copy(words.length > 0 ? words.join('\n\n') : JSON.stringify({ name, args }, null, 2))}
      >
        {copied ? (
          <Trans>Copied</Trans>
        ) : words.length > 0 ? (
          <Trans>Copy the words</Trans>
        ) : (
          <Trans>Copy the details</Trans>
        )}
      </Button>
      <SaveButton save={() => desktop.invoke('sync.export', { uuids: [uuid] })}>
        <Trans>Save as a file</Trans>
      </SaveButton>
      <DiscardButton uuid={uuid} method="sync.discard" disabled={busy} />
    </WriteCard>
  );
}
