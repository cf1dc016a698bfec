import { useLingui } from '@lingui/react/macro';
import { useId, useRef, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { mentionQuery } from '../../../shared/review/mentions.ts';
import { TextArea } from '../../ui/text-field.tsx';
import styles from './review.module.css';

type MentionFieldProps = {
  label: string;
  hideLabel?: boolean;
  placeholder?: string;
  value: string;
  onChange(value: string): void;
  members: readonly Row<'member'>[];
  autoFocus?: boolean;
  /** Ctrl/Cmd+Enter. */
  onSend(): void;
  onCancel?(): void;
};

const SHOWN = 6;

/** A text in which `@` suggests the brand's people: arrows choose, Enter or Tab puts the name in, Escape leaves it. */
export function MentionField({ members, value, onChange, onSend, onCancel, ...rest }: MentionFieldProps) {
  const { t } = useLingui();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState(0);
  const [chosen, setChosen] = useState(0);
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const typed = mentionQuery(value, caret);
  const wanted = typed?.query.toLowerCase() ?? '';
  const found =
    typed && typed.from !== closedAt
      ? members
          .filter(({ name }) => name.toLowerCase().startsWith(wanted) && name.toLowerCase() !== wanted)
          .slice(0, SHOWN)
      : [];
  const active = found[Math.min(chosen, found.length - 1)];
  const option = (one: Row<'member'>) => `${id}-${one.person_id}`;

  function put(member: Row<'member'>) {
    if (!typed) return;
    const next = `${value.slice(0, typed.from)}@${member.name} ${value.slice(caret)}`;
    const end = typed.from + member.name.length + 2;
    onChange(next);
    setCaret(end);
    setChosen(0);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(end, end);
    });
  }

  return (
    <div className={styles.mentionField}>
      <TextArea
        {...rest}
        ref={field}
        lines={2}
        maxLength={10_000}
        value={value}
        onChange={(next) => {
          onChange(next);
          setCaret(field.current?.selectionStart ?? next.length);
          setChosen(0);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        aria-autocomplete="list"
        {...(active && { 'aria-controls': id, 'aria-activedescendant': option(active) })}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.stopPropagation();
            onSend();
          } else if (event.key === 'Escape' && (active || onCancel)) {
            event.preventDefault();
            event.stopPropagation();
            if (active) setClosedAt(typed?.from ?? null);
            else onCancel?.();
          } else if (!active) return;
          else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setChosen((chosen + (event.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length);
          } else if (event.key === 'Enter' || event.key === 'Tab') {
            event.preventDefault();
            put(active);
          }
        }}
      />
      {active && (
        <div role="listbox" id={id} className={styles.suggestions} aria-label={t`People to mention`}>
          {found.map((member) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are answered by the field, which keeps the focus
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <div
              key={member.id}
              id={option(member)}
              role="option"
              aria-selected={member === active}
              className={styles.suggestion}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => put(member)}
            >
              {member.name} <span className={styles.quiet}>{member.email}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}
