import styles from './bits.module.css';

/** The CSS colour of a pillar (`color` 1-8), or of none. */
export const pillarColor = (color: number | null | undefined): string =>
  color ? `var(--pillar-${color})` : 'var(--pillar-none)';

/** A pillar's colour as a small square. Its name must stand beside it. */
export const PillarDot = ({ color }: { color: number | null | undefined }) => (
  <span className={styles.dot} style={{ '--dot': pillarColor(color) }} aria-hidden="true" />
);
