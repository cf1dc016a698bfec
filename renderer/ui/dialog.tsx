import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './popup.module.css';

type DialogProps = {
  open: boolean;
  onClose(): void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Buttons, the primary one last. */
  footer?: ReactNode;
  wide?: boolean;
};

/** A question or short form over everything. Escape and a press outside close it. */
export function Dialog({ open, onClose, title, description, children, footer, wide }: DialogProps) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={styles.viewport}>
          <Base.Popup className={cx(styles.dialog, wide && styles.wide)}>
            <Base.Title className={styles.dialogTitle}>{title}</Base.Title>
            {description && <Base.Description className={styles.dialogText}>{description}</Base.Description>}
            {children && <div className={styles.dialogBody}>{children}</div>}
            {footer && <div className={styles.dialogFooter}>{footer}</div>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}
