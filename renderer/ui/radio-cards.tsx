import { type ReactNode, useId } from 'react';
import styles from './radio-cards.module.css';

type Card<V extends string> = {
  value: V;
  label: ReactNode;
  /** What choosing it means. */
  hint?: ReactNode;
  icon?: ReactNode;
  disabled?: boolean;
};

type RadioCardsProps<V extends string> = {
  label: ReactNode;
  options: readonly Card<V>[];
  value: V;
  onChange(value: V): void;
};

/** One of a few where each needs a sentence to be understood. */
export function RadioCards<V extends string>({ label, options, value, onChange }: RadioCardsProps<V>) {
  const name = useId();
  return (
    <fieldset className={styles.cards}>
      <legend className={styles.legend}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.card}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            disabled={option.disabled ?? false}
            onChange={() => onChange(option.value)}
            aria-describedby={option.hint ? `${name}-${option.value}` : undefined}
            aria-labelledby={`${name}-${option.value}-label`}
          />
          {option.icon}
          <span className={styles.words}>
            <span id={`${name}-${option.value}-label`} className={styles.name}>
              {option.label}
            </span>
            {option.hint && (
              <span id={`${name}-${option.value}`} className={styles.hint}>
                {option.hint}
              </span>
            )}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
