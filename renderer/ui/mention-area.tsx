import { useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { mentionQuery } from '../../shared/review/mentions.ts';
import styles from './mention-area.module.css';
import { TextArea, type TextAreaProps } from './text-field.tsx';

export type Mentionable = {
  id: string;
  /** What is put in. */
  put: string;
  name: string;
  /** What tells them apart: an address, a handle. */
  detail: string;
};

type MentionAreaProps = Omit<TextAreaProps, 'onSelect' | 'ref'> & {
  people: readonly Mentionable[];
  /** Somebody was put in. */
  onMention?(person: Mentionable): void;
  /** Ctrl/Cmd+Enter. */
  onSend?(): void;
  onCancel?(): void;
};

const SHOWN = 6;

/** A text in which `@` suggests people: arrows choose, Enter or Tab puts one in, Escape leaves it. */
export function MentionArea({ people, onMention, onSend, onCancel, ...rest }: MentionAreaProps) {
  const { value, onChange } = rest;
  const { t } = useLingui();
  const id = useId();
  const field = useRef<HTMLTextAreaElement>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const typed = people.length > 0 && caret !== null && !rest.readOnly ? mentionQuery(value, caret) : null;
  const found = typed && typed.from !== closedAt ? matching(people, typed.query).slice(0, SHOWN) : [];
  const active = found[Math.min(chosen, found.length - 1)];
  const option = (one: Mentionable) => `${id}-${one.id}`;

  function put(person: Mentionable) {
    if (!typed || caret === null) return;
    onChange(`${value.slice(0, typed.from)}${person.put} ${value.slice(caret)}`);
    const end = typed.from + person.put.length + 1;
    setCaret(end);
    setChosen(0);
    onMention?.(person);
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(end, end);
    });
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (onSend && event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
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
    } else if ((event.key === 'Enter' || event.key === 'Tab') && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      put(active);
    }
  }

  return (
    <div className={styles.field}>
      <TextArea
        {...rest}
        ref={field}
        onChange={(next) => {
          onChange(next);
          setCaret(field.current?.selectionStart ?? next.length);
          setChosen(0);
        }}
        onSelect={(event) => setCaret(event.currentTarget.selectionStart)}
        onBlur={(event) => {
          setCaret(null);
          rest.onBlur?.(event);
        }}
        aria-autocomplete="list"
        {...(active && { 'aria-controls': id, 'aria-activedescendant': option(active) })}
        onKeyDown={onKeyDown}
      />
      {active && (
        <div role="listbox" id={id} className={styles.suggestions} aria-label={t`People to mention`}>
          {found.map((person) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are answered by the field, which keeps the focus
            // biome-ignore lint/a11y/useFocusableInteractive: as above
            <div
              key={person.id}
              id={option(person)}
              role="option"
              aria-selected={person === active}
              className={styles.suggestion}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => put(person)}
            >
              {person.name} <span className={styles.detail}>{person.detail}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

/** By how a name begins, then by any of its words or by what tells them apart; a name that stands there whole is done. */
function matching(people: readonly Mentionable[], query: string): Mentionable[] {
  const wanted = query.toLowerCase();
  const rank = ({ name, detail }: Mentionable) => {
    const [low, more] = [name.toLowerCase(), detail.toLowerCase()];
    if (low === wanted) return -1;
    if (low.startsWith(wanted)) return 2;
    return [...low.split(/\s+/), ...more.split(/[\s@]+/)].some((word) => word.startsWith(wanted)) ? 1 : -1;
  };
  return people.filter((one) => rank(one) > 0).toSorted((a, b) => rank(b) - rank(a));
}
