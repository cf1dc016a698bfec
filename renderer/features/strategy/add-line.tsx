import { Trans } from '@lingui/react/macro';
import { Plus } from 'lucide-react';
import { type FormEvent, type Ref, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './strategy.module.css';

type AddLineProps = {
  label: string;
  placeholder: string;
  maxLength: number;
  ref?: Ref<HTMLInputElement>;
  /** Resolves to false when it could not be written: the words come back. */
  onAdd(text: string): Promise<boolean>;
  /** The same with Ctrl or Cmd and Enter, where that does more than add. */
  onAddAndOpen?(text: string): Promise<boolean>;
  /** Several lines were pasted at once. */
  onPasteLines?(text: string): void;
};

/** Words and Enter make one; the field is ready for the next. */
export function AddLine({
  label,
  placeholder,
  maxLength,
  ref,
  onAdd,
  onAddAndOpen,
  onPasteLines,
}: AddLineProps) {
  const [text, setText] = useState('');
  async function add(write: (text: string) => Promise<boolean>) {
    const wanted = text.trim();
    if (wanted === '') return;
    setText('');
    if (!(await write(wanted))) setText(wanted);
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    void add(onAdd);
  }
  return (
    <form className={styles.add} onSubmit={submit}>
      <TextField
        label={label}
        hideLabel
        placeholder={placeholder}
        autoComplete="off"
        maxLength={maxLength}
        value={text}
        onChange={setText}
        {...(ref && { ref })}
        onKeyDown={(event) => {
          if (!onAddAndOpen || event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          event.stopPropagation();
          void add(onAddAndOpen);
        }}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text');
          if (!onPasteLines || !pasted.trim().includes('\n')) return;
          event.preventDefault();
          onPasteLines(pasted);
        }}
      />
      <Button type="submit" icon={<Plus size={16} aria-hidden="true" />} disabled={text.trim() === ''}>
        <Trans>Add</Trans>
      </Button>
    </form>
  );
}
