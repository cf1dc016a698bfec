import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { ownZone } from '../../app/i18n.ts';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './sync.module.css';
import { wordsIn } from './words-in.ts';
import { writeTitle } from './write-words.ts';

type WriteCardProps = {
  write: { name: string; args: unknown; madeAt: string };
  icon?: ReactNode;
  /** How it stands with it. */
  note: ReactNode;
  /** What can be done about it. */
  children: ReactNode;
};

/** One change that is not at the server: what it is, since when, and its words. */
export function WriteCard({ write, icon, note, children }: WriteCardProps) {
  const { i18n } = useLingui();
  const words = wordsIn(write.args);
  const title = writeTitle(write.name);
  return (
    <li className={styles.write}>
      <p className={styles.writeHead}>
        {icon}
        <span className={styles.writeTitle}>{typeof title === 'string' ? title : i18n._(title)}</span>
        <span className={styles.quiet}>
          <TimeText at={write.madeAt} zone={ownZone()} />
        </span>
      </p>
      <p>{note}</p>
      {words.length > 0 && (
        <blockquote className={styles.words} dir="auto">
          {words.join('\n\n')}
        </blockquote>
      )}
      <div className={styles.buttons}>{children}</div>
    </li>
  );
}
