import styles from './bits.module.css';

/** Something is under way. Give the words beside it; it says nothing by itself. */
export const Spinner = () => <span className={styles.spinner} aria-hidden="true" />;
