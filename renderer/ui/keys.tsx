import styles from './keys.module.css';

const isMac = navigator.platform.startsWith('Mac');
const names: Record<string, string> = {
  mod: isMac ? '⌘' : 'Ctrl',
  alt: isMac ? '⌥' : 'Alt',
  shift: '⇧',
  enter: '↵',
  escape: 'Esc',
  delete: 'Del',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
};
const show = (key: string) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key);

/** A key combination as keycaps: `mod+k`, or `g c` for one after the other. */
export function Keys({ keys }: { keys: string }) {
  const caps = keys.split(' ').flatMap((chord) => chord.split('+').map(show));
  return (
    <span className={styles.keys}>
      {caps.map((cap, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: keycaps have no identity but their place
        <kbd key={index}>{cap}</kbd>
      ))}
    </span>
  );
}
