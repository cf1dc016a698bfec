import { Trans, useLingui } from '@lingui/react/macro';
import { CircleAlert, Copy } from 'lucide-react';
import { useState } from 'react';
import type { FailedWrite } from '../../../shared/ipc.ts';
import { desktop } from '../../app/desktop.ts';
import { explain } from '../../app/errors.ts';
import { ownZone } from '../../app/i18n.ts';
import { tellError } from '../../app/tell-error.ts';
import { useCopy } from '../../app/use-copy.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './sync.module.css';
import { wordsIn } from './words-in.ts';
import { writeTitle } from './write-words.ts';

/** One refused write: what it was, why it was refused, the words, and the three ways on. */
export function FailedWriteRow({ write }: { write: FailedWrite }) {
  const { i18n } = useLingui();
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);
  const [copied, copy] = useCopy();
  const { uuid, name, args, code, message, madeAt } = write;
  const why = explain(code, message);
  const words = wordsIn(args);
  const title = writeTitle(name);

  async function settle(method: 'sync.retry' | 'sync.discard') {
    setBusy(true);
    try {
      await desktop.invoke(method, { uuid });
    } catch (error) {
      tellError(error);
    }
    setBusy(false);
    setAsking(false);
  }

  return (
    <li className={styles.write}>
      <p className={styles.writeHead}>
        <CircleAlert size={16} aria-hidden="true" />
        <span className={styles.writeTitle}>{typeof title === 'string' ? title : i18n._(title)}</span>
        <span className={styles.quiet}>
          <TimeText at={madeAt} zone={ownZone()} />
        </span>
      </p>
      <p>
        {why.title} <span className={styles.quiet}>{why.next}</span>
      </p>
      {words.length > 0 && (
        <blockquote className={styles.words} dir="auto">
          {words.join('\n\n')}
        </blockquote>
      )}
      <div className={styles.buttons}>
        <Button size="small" busy={busy} onClick={() => settle('sync.retry')}>
          <Trans>Retry</Trans>
        </Button>
        <Button
          size="small"
          icon={<Copy size={14} aria-hidden="true" />}
          onClick={() =>
            copy(words.length > 0 ? words.join('\n\n') : JSON.stringify({ name, args }, null, 2))
          }
        >
          {copied ? (
            <Trans>Copied</Trans>
          ) : words.length > 0 ? (
            <Trans>Copy the words</Trans>
          ) : (
            <Trans>Copy the details</Trans>
          )}
        </Button>
        <Button size="small" look="danger" disabled={busy} onClick={() => setAsking(true)}>
          <Trans>Discard</Trans>
        </Button>
      </div>
      <Confirm
        open={asking}
        title={<Trans>Discard this change?</Trans>}
        confirm={<Trans>Discard</Trans>}
        cancel={<Trans>Keep</Trans>}
        busy={busy}
        onConfirm={() => settle('sync.discard')}
        onClose={() => setAsking(false)}
      >
        <Trans>
          It is taken back here and never sent. Its words are gone then; copy them first if you need them.
        </Trans>
      </Confirm>
    </li>
  );
}
