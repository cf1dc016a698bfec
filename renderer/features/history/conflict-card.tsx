import { Trans, useLingui } from '@lingui/react/macro';
import { GitMerge, X } from 'lucide-react';
import { useId } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { DiffText } from './diff-text.tsx';
import styles from './history.module.css';

/** Whose words: one's own, a colleague's by name, or somebody's who is no longer here. */
export type Writer = { mine: true } | { mine: false; name: string | null };

type ConflictCardProps = {
  /** What the words are: “Caption”. */
  field: string;
  stands: { text: string; writer: Writer };
  kept: { text: string; writer: Writer };
  /** Words that are out cannot be changed any more. */
  locked: boolean;
  onUse(text: string): void;
  onDismiss(): void;
};

/**
 * Two people changed the same words. The later ones stand, the others were kept; both are shown to both, and one
 * press settles it. Nothing is lost by any choice: all of it stays in the history.
 */
export function ConflictCard({ field, stands, kept, locked, onUse, onDismiss }: ConflictCardProps) {
  const { t } = useLingui();
  const titleId = useId();
  const whose = (writer: Writer, otherwise: string) =>
    writer.mine ? t`Yours` : writer.name ? t`By ${writer.name}` : otherwise;
  const keep = (writer: Writer, otherwise: string) =>
    writer.mine ? t`Keep mine` : writer.name ? t`Keep ${writer.name}’s` : otherwise;
  return (
    <section className={styles.card} aria-labelledby={titleId}>
      <div className={styles.cardHead} role="status">
        <GitMerge size={16} aria-hidden="true" />
        <div className={styles.cardWords}>
          <h3 id={titleId} className={styles.cardTitle}>
            <Trans>Two of you changed the same words</Trans>
          </h3>
          <p className={styles.quiet}>
            {t`${field}: the later words stand for now. Nothing is lost, both stay in the history.`}
          </p>
        </div>
        <IconButton size="small" label={t`Put this away`} onClick={onDismiss}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </div>
      <div className={styles.sides}>
        <div className={styles.side}>
          <h4 className={styles.sideTitle}>
            {whose(stands.writer, t`The later words`)} · <Trans>stands now</Trans>
          </h4>
          <DiffText first={stands.text} second={kept.text} show="first" />
        </div>
        <div className={styles.side}>
          <h4 className={styles.sideTitle}>
            {whose(kept.writer, t`The earlier words`)} · <Trans>set aside</Trans>
          </h4>
          <DiffText first={stands.text} second={kept.text} show="second" />
        </div>
      </div>
      <div className={styles.choices}>
        <Button size="small" onClick={onDismiss}>
          {keep(stands.writer, t`Keep the later words`)}
        </Button>
        {!locked && (
          <>
            <Button size="small" onClick={() => onUse(kept.text)}>
              {keep(kept.writer, t`Keep the earlier words`)}
            </Button>
            <Button size="small" onClick={() => onUse(`${stands.text.trimEnd()}\n\n${kept.text}`)}>
              <Trans>Keep both</Trans>
            </Button>
          </>
        )}
      </div>
    </section>
  );
}
