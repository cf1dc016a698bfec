import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import styles from './page.module.css';

type PageProps = {
  title: ReactNode;
  /** One sentence under the title: what this screen is for. */
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** For tables and lists with several columns. */
  wide?: boolean;
};

/** A screen that reads from top to bottom. */
export function Page({ title, lead, actions, children, wide }: PageProps) {
  return (
    <div className={cx(styles.page, wide && styles.wide)}>
      <header className={styles.head}>
        <div className={styles.words}>
          <h1 className={styles.title}>{title}</h1>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

type SectionProps = Omit<PageProps, 'wide' | 'children'> & {
  children?: ReactNode;
  /** A name by which it can be brought into sight. */
  anchor?: string;
};

/** A named part of a screen. */
export function Section({ title, lead, actions, children, anchor }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header className={styles.head}>
        <div className={styles.words}>
          <h2
            id={id}
            className={styles.sectionTitle}
            {...(anchor && { 'data-anchor': anchor, tabIndex: -1 })}
          >
            {title}
          </h2>
          {lead && <p className={styles.lead}>{lead}</p>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </section>
  );
}
