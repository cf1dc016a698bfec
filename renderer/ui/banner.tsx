import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './bits.module.css';
import { cx } from './cx.ts';

const icons = { info: Info, warn: TriangleAlert, error: CircleAlert, ok: CircleCheck };

type BannerProps = {
  tone?: keyof typeof icons;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Announce it to screen readers when it appears. */
  live?: boolean;
};

/** Something to know about this screen: what happened, what is safe, what to do. */
export function Banner({ tone = 'info', title, children, actions, live }: BannerProps) {
  const Icon = icons[tone];
  return (
    <div
      className={cx(styles.banner, styles[tone])}
      {...(live && { role: tone === 'error' ? 'alert' : 'status' })}
    >
      <Icon size={16} aria-hidden="true" />
      <div className={styles.bannerText}>
        {title && <p className={styles.bannerTitle}>{title}</p>}
        {children}
      </div>
      {actions && <div className={styles.bannerActions}>{actions}</div>}
    </div>
  );
}
