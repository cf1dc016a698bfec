import { Field } from '@base-ui/react/field';
import { CircleAlert } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './field.module.css';
import { isMomentType, MomentInput } from './moment-input.tsx';
import { VisuallyHidden } from './visually-hidden.tsx';

type Shared = {
  label: string;
  hideLabel?: boolean;
  hint?: ReactNode;
  /** A whole sentence: what is wrong and what to do. */
  error?: string | null;
  value: string;
  onChange(value: string): void;
  /** `quiet` has no border until it is pointed at; `title` is the large first line of a page. */
  look?: 'plain' | 'quiet';
  size?: 'normal' | 'large' | 'title';
};

export type TextFieldProps = Shared &
  Omit<ComponentProps<'input'>, 'onChange' | 'value' | 'size' | 'className'>;

export function TextField({
  label,
  hideLabel,
  hint,
  error,
  onChange,
  look,
  size = 'normal',
  ...rest
}: TextFieldProps) {
  const shape = cx(look === 'quiet' && styles.quiet, styles[size]);
  const { type, value } = rest;
  return (
    <Frame {...{ label, hideLabel, hint, error }}>
      {isMomentType(type) ? (
        <Field.Control
          render={
            <MomentInput
              {...rest}
              {...{ type, value }}
              onChange={(event) => onChange(event.target.value)}
              className={shape}
            />
          }
        />
      ) : (
        <Field.Control
          {...rest}
          onValueChange={(next: string) => onChange(next)}
          className={cx(styles.control, shape)}
        />
      )}
    </Frame>
  );
}

export type TextAreaProps = Shared & {
  /** Lines shown when empty; it grows with its text. */
  lines?: number;
} & Omit<ComponentProps<'textarea'>, 'onChange' | 'value' | 'className'>;

export function TextArea({
  label,
  hideLabel,
  hint,
  error,
  onChange,
  look,
  size = 'normal',
  lines,
  ...rest
}: TextAreaProps) {
  return (
    <Frame {...{ label, hideLabel, hint, error }}>
      <Field.Control
        render={
          <textarea
            {...rest}
            onChange={(event) => onChange(event.target.value)}
            className={cx(styles.control, look === 'quiet' && styles.quiet, styles[size])}
            style={{ '--lines': lines }}
          />
        }
      />
    </Frame>
  );
}

type FrameProps = Pick<Shared, 'label' | 'hint'> & {
  hideLabel: boolean | undefined;
  error: string | null | undefined;
  children: ReactNode;
};

function Frame({ label, hideLabel, hint, error, children }: FrameProps) {
  return (
    <Field.Root className={styles.field} invalid={Boolean(error)}>
      <Field.Label className={cx(styles.label, hideLabel && styles.bare)}>
        {hideLabel ? <VisuallyHidden>{label}</VisuallyHidden> : label}
      </Field.Label>
      {children}
      {hint && <Field.Description className={styles.hint}>{hint}</Field.Description>}
      {error && (
        <Field.Error match className={styles.error}>
          <CircleAlert size={14} aria-hidden="true" />
          {error}
        </Field.Error>
      )}
    </Field.Root>
  );
}
