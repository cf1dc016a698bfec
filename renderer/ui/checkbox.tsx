import { Checkbox as BaseCheckbox } from '@base-ui/react/checkbox';
import { Switch as BaseSwitch } from '@base-ui/react/switch';
import { Check } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import styles from './field.module.css';
import { VisuallyHidden } from './visually-hidden.tsx';

type ToggleProps = {
  label: ReactNode;
  hideLabel?: boolean;
  checked: boolean;
  onChange(checked: boolean): void;
  disabled?: boolean;
};

export function Checkbox({ label, hideLabel, checked, onChange, disabled }: ToggleProps) {
  const id = useId();
  return (
    <div className={styles.check}>
      <BaseCheckbox.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled ?? false}
        className={styles.box}
        aria-labelledby={id}
      >
        <BaseCheckbox.Indicator>
          <Check size={12} strokeWidth={3} aria-hidden="true" />
        </BaseCheckbox.Indicator>
      </BaseCheckbox.Root>
      {/* The control is named by these words and the words toggle it; a real label would toggle it twice. */}
      <Words {...{ id, label, hideLabel, disabled }} onPress={() => onChange(!checked)} />
    </div>
  );
}

export function Switch({ label, hideLabel, checked, onChange, disabled }: ToggleProps) {
  const id = useId();
  return (
    <div className={styles.check}>
      <BaseSwitch.Root
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled ?? false}
        className={styles.track}
        aria-labelledby={id}
      >
        <BaseSwitch.Thumb className={styles.thumb} />
      </BaseSwitch.Root>
      <Words {...{ id, label, hideLabel, disabled }} onPress={() => onChange(!checked)} />
    </div>
  );
}

type WordsProps = {
  id: string;
  label: ReactNode;
  hideLabel: boolean | undefined;
  disabled: boolean | undefined;
  onPress(): void;
};

function Words({ id, label, hideLabel, disabled, onPress }: WordsProps) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a larger target for the pointer; keys use the control
    // biome-ignore lint/a11y/useKeyWithClickEvents: as above
    <span id={id} onClick={disabled ? undefined : onPress}>
      {hideLabel ? <VisuallyHidden>{label}</VisuallyHidden> : label}
    </span>
  );
}
