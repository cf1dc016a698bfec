import type { Platform } from '../../shared/kinds/index.ts';
import styles from './bits.module.css';
import { VisuallyHidden } from './visually-hidden.tsx';

/** Names of platforms are their own in every language. */
export const platformNames: Record<Platform, string> = { bluesky: 'Bluesky', sandbox: 'Sandbox' };

const paths: Record<Platform, string> = {
  bluesky:
    'M8 7.4C7.3 6 5.5 3.5 3.8 2.3 2.1 1.1 1.5 1.3 1.1 1.5.6 1.7.5 2.5.5 3s.3 3.9.4 4.4c.5 1.8 2.4 2.4 4.1 2.2-2.6.4-4.8 1.3-1.8 4.6 3.2 3.3 4.4-.7 4.8-2.7.4 2 1.3 5.8 4.8 2.7 2.7-2.7.7-4.2-1.8-4.6 1.7.2 3.6-.4 4.1-2.2.1-.5.4-3.9.4-4.4s-.1-1.3-.6-1.5c-.4-.2-1-.4-2.7.8C10.500 3.5 8.700 6 8 7.400Z',
  sandbox: 'M2 6.500h12L12.700 14H3.300L2 6.500Zm3-2L8 1.500l3 3v1H5v-1Z',
};

/** A platform's mark in the ink of the text beside it. `label` replaces the platform's name; empty hides it. */
export function PlatformGlyph({
  platform,
  label,
  size = 14,
}: {
  platform: Platform;
  label?: string;
  size?: number;
}) {
  return (
    <span className={styles.glyph}>
      <svg width={size} height={size} viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
        <path d={paths[platform]} />
      </svg>
      {label !== '' && <VisuallyHidden>{label ?? platformNames[platform]}</VisuallyHidden>}
    </span>
  );
}
