import { CircleAlert, CircleCheck, CircleSlash, Clock, LoaderCircle } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../../ui/cx.ts';
import styles from './publishing.module.css';
import type { PublicationWords } from './use-publication-words.ts';

const icons = { ok: CircleCheck, busy: LoaderCircle, wait: Clock, bad: CircleAlert, off: CircleSlash };

type StateLineProps = { words: { tone: PublicationWords['tone']; title: ReactNode; next: ReactNode } };

/** What is the case, and what is safe or to do. */
export function StateLine({ words: { tone, title, next } }: StateLineProps) {
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
