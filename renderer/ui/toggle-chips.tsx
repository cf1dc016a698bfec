import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import type { ReactNode } from 'react';
import styles from './tabs.module.css';
import { VisuallyHidden } from './visually-hidden.tsx';

type ToggleChipsProps = {
  label: string;
  /** `name` is what a screen reader says where the label is short. */
  options: readonly { value: string; label: ReactNode; name?: string }[];
  values: readonly string[];
  onChange(values: string[]): void;
};

/** Any of a few, all in sight: days of the week, channels. */
export function ToggleChips({ label, options, values, onChange }: ToggleChipsProps) {
  return (
    <ToggleGroup
      className={styles.segments}
      aria-label={label}
      multiple
      value={values}
      onValueChange={(next: string[]) => onChange(next)}
    >
      {options.map((option) => (
        <Toggle key={option.value} value={option.value} className={styles.segment}>
          <span aria-hidden={option.name !== undefined}>{option.label}</span>
          {option.name && <VisuallyHidden>{option.name}</VisuallyHidden>}
        </Toggle>
      ))}
    </ToggleGroup>
  );
}
