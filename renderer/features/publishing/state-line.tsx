import { CircleAlert, CircleCheck, CircleSlash, Clock, LoaderCircle } from 'lucide-react';
import { cx } from '../../ui/cx.ts';
import styles from './publishing.module.css';
import type { PublicationWords } from './use-publication-words.ts';

const icons = { ok: CircleCheck, busy: LoaderCircle, wait: Clock, bad: CircleAlert, off: CircleSlash };

/** What is the case, and what is safe or to do. */
export function StateLine({ words: { tone, title, next } }: { words: PublicationWords }) {
  const Icon = icons[tone];
  return (
    <p className={cx(styles.state, styles[tone])}>
      <Icon size={14} aria-hidden="true" />
      <span>
        {title} {next && <span className={styles.next}>{next}</span>}
      </span>
    </p>
  );
}
