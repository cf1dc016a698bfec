import { Combobox as Base } from '@base-ui/react/combobox';
import { Check, ChevronDown } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import styles from './field.module.css';
import popup from './popup.module.css';
import { VisuallyHidden } from './visually-hidden.tsx';

export type ComboItem = { value: string; label: string; hint?: string; icon?: ReactNode };

type ComboboxProps = {
  label: string;
  hideLabel?: boolean;
  items: readonly ComboItem[];
  value: string;
  onChange(value: string): void;
  /** Said when nothing matches. */
  empty: string;
  /** Name of the button that opens the list. */
  openLabel: string;
  hint?: ReactNode;
};

/** One of many, found by typing. At most 60 matches are drawn. */
export function Combobox({
  label,
  hideLabel,
  items,
  value,
  onChange,
  empty,
  openLabel,
  hint,
}: ComboboxProps) {
  const id = useId();
  const chosen = items.find((item) => item.value === value) ?? null;
  return (
    <div className={styles.field}>
      <label id={`${id}-label`} htmlFor={id} className={cx(styles.label, hideLabel && styles.bare)}>
        {hideLabel ? <VisuallyHidden>{label}</VisuallyHidden> : label}
      </label>
      <Base.Root
        items={items}
        limit={60}
        autoHighlight
        value={chosen}
        onValueChange={(next: ComboItem | null) => next && onChange(next.value)}
        onInputValueChange={(text, details) => {
          if (details.reason !== 'escape-key' || text !== '') return;
          // Escape on a closed list is for what is around it, a dialog to close; nothing here can be cleared.
          details.cancel();
          details.allowPropagation();
        }}
        isItemEqualToValue={(a: ComboItem, b: ComboItem) => a.value === b.value}
      >
        <Base.InputGroup className={cx(styles.control, styles.inputGroup)}>
          {/* Named by id: an open list hides all around it from screen readers, the label too. */}
          <Base.Input
            id={id}
            aria-labelledby={`${id}-label`}
            {...(hint ? { 'aria-describedby': `${id}-hint` } : {})}
          />
          <Base.Trigger className={styles.chevron} aria-label={openLabel}>
            <ChevronDown size={14} aria-hidden="true" />
          </Base.Trigger>
        </Base.InputGroup>
        <Base.Portal>
          <Base.Positioner className={popup.positioner} sideOffset={4}>
            <Base.Popup className={cx(popup.popup, popup.anchored)}>
              <Base.Empty className={popup.empty}>{empty}</Base.Empty>
              <Base.List className={popup.list}>
                {(item: ComboItem) => (
                  <Base.Item key={item.value} value={item} className={popup.item}>
                    {item.icon}
                    <span className={popup.grow}>{item.label}</span>
                    {item.hint && <span className={popup.hint}>{item.hint}</span>}
                    <Base.ItemIndicator className={popup.check}>
                      <Check size={14} aria-hidden="true" />
                    </Base.ItemIndicator>
                  </Base.Item>
                )}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {hint && (
        <p id={`${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
    </div>
  );
}
