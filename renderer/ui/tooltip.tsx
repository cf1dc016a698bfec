import { Tooltip as Base } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import { Keys } from './keys.tsx';
import styles from './popup.module.css';

type TooltipProps = {
  label: string;
  keys?: string | undefined;
  /** Where it stands; beside the items of a list, so that it does not cover the one above. */
  side?: 'top' | 'inline-end';
  children: ReactElement;
};

/** A short name on hover or focus. Never the only place something is said. */
export function Tooltip({ label, keys, side = 'top', children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} delay={500} />
      <Base.Portal>
        <Base.Positioner side={side} sideOffset={6} className={styles.positioner}>
          <Base.Popup className={styles.tooltip}>
            {label}
            {keys && <Keys keys={keys} />}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
