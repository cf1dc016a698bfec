import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextArea } from '../../ui/text-field.tsx';
import styles from './review.module.css';

/** Says what should change; without words nothing is sent back. */
export function RequestChanges({ onSend, onCancel }: { onSend(note: string): void; onCancel(): void }) {
  const { t } = useLingui();
  const [note, setNote] = useState('');
  const [checked, setChecked] = useState(false);
  const empty = note.trim() === '';
  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (!empty) onSend(note);
  }
  return (
    <form
      className={styles.request}
      onSubmit={submit}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event);
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
    >
      <TextArea
        label={t`What should change?`}
        lines={2}
        value={note}
        onChange={setNote}
        maxLength={5000}
        autoFocus
        error={checked && empty ? t`Say what should change.` : null}
      />
      <div className={styles.actions}>
        <Button type="submit" size="small">
          <Trans>Request changes</Trans>
        </Button>
        <Button size="small" look="quiet" onClick={onCancel}>
          <Trans>Cancel</Trans>
        </Button>
      </div>
    </form>
  );
}
