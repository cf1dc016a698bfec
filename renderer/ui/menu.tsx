import { Menu as Base } from '@base-ui/react/menu';
import { Check } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { cx } from './cx.ts';
import { Keys } from './keys.tsx';
import styles from './popup.module.css';

/** A list of actions behind a button. `trigger` is that button. */
export function Menu({
  trigger,
  children,
  align = 'start',
}: {
  trigger: ReactElement;
  children: ReactNode;
  align?: 'start' | 'end';
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} align={align}>
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

type MenuItemProps = {
  children: ReactNode;
  onSelect(): void;
  icon?: ReactNode;
  keys?: string | undefined;
  danger?: boolean;
  disabled?: boolean;
  /** Marks the present choice. */
  checked?: boolean;
};

export function MenuItem({ children, onSelect, icon, keys, danger, disabled, checked }: MenuItemProps) {
  return (
    <Base.Item
      className={cx(styles.item, danger && styles.danger)}
      onClick={onSelect}
      disabled={disabled ?? false}
      {...(checked !== undefined && { role: 'menuitemradio', 'aria-checked': checked })}
    >
      {icon}
      <span className={styles.grow}>{children}</span>
      {keys && <Keys keys={keys} />}
      {checked && <Check size={14} className={styles.check} aria-hidden="true" />}
    </Base.Item>
  );
}

export function MenuGroup({ label, children }: { label: ReactNode; children: ReactNode }) {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.groupLabel}>{label}</Base.GroupLabel>
      {children}
    </Base.Group>
  );
}

export const MenuSeparator = () => <Base.Separator className={styles.separator} />;
