import { Field } from '@base-ui/react/field';
import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './field.module.css';
import popup from './popup.module.css';
import { VisuallyHidden } from './visually-hidden.tsx';

export type Option<V extends string> = { value: V; label: string; icon?: ReactNode; hint?: string };

type SelectProps<V extends string> = {
  label: string;
  hideLabel?: boolean;
  options: readonly Option<V>[];
  value: V;
  onChange(value: V): void;
  hint?: ReactNode;
  disabled?: boolean;
  look?: 'plain' | 'quiet';
};

/** One of a few. For many, or where typing finds faster, use Combobox. */
export function Select<V extends string>(props: SelectProps<V>) {
  const { label, hideLabel, options, value, onChange, hint, disabled, look } = props;
  const chosen = options.find((option) => option.value === value);
  return (
    <Field.Root className={styles.field}>
      <Field.Label
        className={cx(styles.label, hideLabel && styles.bare)}
        nativeLabel={false}
        render={<div />}
      >
        {hideLabel ? <VisuallyHidden>{label}</VisuallyHidden> : label}
      </Field.Label>
      <Base.Root
        items={options}
        value={value}
        onValueChange={(next: V | null) => next !== null && onChange(next)}
        disabled={disabled ?? false}
      >
        <Base.Trigger className={cx(styles.control, styles.trigger, look === 'quiet' && styles.quiet)}>
          <span className={styles.value}>
            {chosen?.icon}
            <Base.Value>{chosen?.label}</Base.Value>
          </span>
          <ChevronDown size={14} aria-hidden="true" />
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner className={popup.positioner} sideOffset={4} alignItemWithTrigger={false}>
            <Base.Popup className={cx(popup.popup, popup.anchored)}>
              {options.map((option) => (
                <Base.Item key={option.value} value={option.value} className={popup.item}>
                  {option.icon}
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.hint && <span className={popup.hint}>{option.hint}</span>}
                  <Base.ItemIndicator className={popup.check}>
                    <Check size={14} aria-hidden="true" />
                  </Base.ItemIndicator>
                </Base.Item>
              ))}
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {hint && <Field.Description className={styles.hint}>{hint}</Field.Description>}
    </Field.Root>
  );
}
