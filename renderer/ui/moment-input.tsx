import type { ComponentProps } from 'react';
import { formatMonth, formatShortDate, formatWallTime } from '../../shared/time/format.ts';
import { cx } from './cx.ts';
import styles from './field.module.css';

const says = { date: formatShortDate, time: formatWallTime, month: formatMonth };
export type MomentType = keyof typeof says;

export const isMomentType = (type: string | undefined): type is MomentType =>
  type !== undefined && Object.hasOwn(says, type);

type MomentInputProps = Omit<ComponentProps<'input'>, 'type' | 'value'> & {
  type: MomentType;
  /** `2026-11-23`, `15:00`, `2026-11`; empty where there is none. */
  value: string;
};

/** The browser's own field for a date or time. While nobody is in it, it says its value as all of the app does. */
export function MomentInput({ type, value, className, ...rest }: MomentInputProps) {
  const locale = document.documentElement.lang || 'en';
  return (
    <span className={styles.moment}>
      <input {...rest} type={type} value={value} className={cx(styles.control, className)} />
      {value && <span aria-hidden="true">{says[type](value, locale)}</span>}
    </span>
  );
}
