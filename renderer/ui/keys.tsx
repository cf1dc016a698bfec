import { capsOf } from '../../shared/keys.ts';
import styles from './keys.module.css';

export const isMac = navigator.platform.startsWith('Mac');

/** Keys as keycaps: `mod+k`, or `g c` for one after the other. */
export function Keys({ keys }: { keys: string }) {
  return (
    <span className={styles.keys}>
      {capsOf(keys, isMac)
        .flat()
        .map((cap, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: keycaps have no identity but their place
          <kbd key={index}>{cap}</kbd>
        ))}
    </span>
  );
}
