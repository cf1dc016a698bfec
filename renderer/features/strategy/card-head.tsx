import { Trash2 } from 'lucide-react';
import { IconButton } from '../../ui/button.tsx';
import styles from './strategy.module.css';
import { WordsField } from './words-field.tsx';

type Line = {
  label: string;
  saved: string;
  maxLength: number;
  placeholder?: string;
  onSave(text: string): void;
};
type CardHeadProps = {
  name: Line;
  /** What stands beside the name in small: a price, a category. */
  detail: Line;
  remove: { label: string; run(): void };
};

/** The head of a card: its name, one detail, and the way to delete it. */
export function CardHead({ name, detail, remove }: CardHeadProps) {
  return (
    <div className={styles.cardHead}>
      <WordsField {...name} hideLabel look="quiet" size="large" required />
      <WordsField {...detail} hideLabel look="quiet" />
      <IconButton size="small" label={remove.label} onClick={remove.run}>
        <Trash2 size={14} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
