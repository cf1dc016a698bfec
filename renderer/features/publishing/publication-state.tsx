import { CircleAlert, CircleCheck, CircleSlash, Clock, LoaderCircle } from 'lucide-react';
import type { Row } from '../../../shared/kinds/index.ts';
import { cx } from '../../ui/cx.ts';
import styles from './publishing.module.css';
import { usePublicationWords } from './use-publication-words.ts';

const icons = { ok: CircleCheck, busy: LoaderCircle, wait: Clock, bad: CircleAlert, off: CircleSlash };

/** What became of one outgoing thing, and what is safe or to do. */
export function PublicationState({ publication, zone }: { publication: Row<'publication'>; zone: string }) {
  const { tone, title, next } = usePublicationWords()(publication, zone);
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
