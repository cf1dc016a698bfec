import { Button as Base } from '@base-ui/react/button';
import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { cx } from './cx.ts';
import { Spinner } from './spinner.tsx';
import { Tooltip } from './tooltip.tsx';

type Look = {
  /** `primary` is the one red action of a screen; `danger` takes something away. */
  look?: 'primary' | 'plain' | 'quiet' | 'danger';
  size?: 'normal' | 'small';
};

export type ButtonProps = Omit<ComponentProps<'button'>, 'className'> &
  Look & {
    icon?: ReactNode;
    /** Shows a spinner and refuses presses, without losing focus. */
    busy?: boolean;
  };

export function Button({
  look = 'plain',
  size = 'normal',
  icon,
  busy,
  disabled,
  children,
  ...rest
}: ButtonProps) {
  return (
    <Base
      type="button"
      {...rest}
      disabled={disabled === true || busy === true}
      focusableWhenDisabled
      className={cx(styles.button, styles[look], size === 'small' && styles.small, busy && styles.busy)}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </Base>
  );
}

export type IconButtonProps = Omit<ComponentProps<'button'>, 'className' | 'children'> &
  Look & {
    /** What it does, as a verb; shown on hover and read out. */
    label: string;
    /** Keys that do the same, shown beside the label. */
    keys?: string | undefined;
    children: ReactNode;
  };

export function IconButton({
  look = 'quiet',
  size = 'normal',
  label,
  keys,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <Tooltip label={label} {...(keys ? { keys } : {})}>
      <Base
        type="button"
        {...rest}
        focusableWhenDisabled
        aria-label={label}
        className={cx(styles.button, styles.icon, styles[look], size === 'small' && styles.small)}
      >
        {children}
      </Base>
    </Tooltip>
  );
}
