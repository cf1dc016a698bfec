import { useLingui } from '@lingui/react/macro';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './history.module.css';
import { wordDiff } from './word-diff.ts';

type DiffTextProps = {
  first: string;
  second: string;
  /** `first` and `second` show one text with what only it has marked; `both` lays them over each other. */
  show: 'first' | 'second' | 'both';
};

/** A text with its differences marked: by underline and strike first, by colour second, and in words for who listens. */
export function DiffText({ first, second, show }: DiffTextProps) {
  const { t } = useLingui();
  const pieces = wordDiff(first, second).filter(
    (piece) => piece.in === 'both' || show === 'both' || piece.in === show,
  );
  // One text alone holds nothing that was taken away.
  const Removed = show === 'first' ? 'mark' : 'del';
  const Added = show === 'second' ? 'mark' : 'ins';
  if (pieces.length === 0) return <p className={styles.text}>{t`Empty`}</p>;
  return (
    <p className={styles.text} dir="auto">
      {pieces.map((piece, index) => {
        const key = `${index} ${piece.in}`;
        if (piece.in === 'both') return <span key={key}>{piece.text}</span>;
        const Mark = piece.in === 'first' ? Removed : Added;
        return (
          <Mark key={key}>
            {show === 'both' && (
              <VisuallyHidden>{piece.in === 'first' ? t`Before:` : t`Now:`} </VisuallyHidden>
            )}
            {piece.text}
          </Mark>
        );
      })}
    </p>
  );
}

/** One choice and another that took its place: both whole, for words of choices are no prose. */
export function DiffChoice({ first, second }: Pick<DiffTextProps, 'first' | 'second'>) {
  const { t } = useLingui();
  return (
    <p className={styles.text} dir="auto">
      <del>
        <VisuallyHidden>{t`Before:`} </VisuallyHidden>
        {first}
      </del>{' '}
      <ins>
        <VisuallyHidden>{t`Now:`} </VisuallyHidden>
        {second}
      </ins>
    </p>
  );
}
