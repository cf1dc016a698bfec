import { useLingui } from '@lingui/react/macro';
import { PenLine } from 'lucide-react';
import { memo } from 'react';
import { checkStyle } from '../../../shared/text/style-check.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import styles from './composer.module.css';

const MOST = 5;

/** What the brand's style guide would say otherwise: quiet notes that keep nothing back. */
export const StyleNotes = memo(function StyleNotes({ text }: { text: string }) {
  const { t } = useLingui();
  const rules = useLiveQuery('styleRules', { brandId: useBrand().id }).data ?? [];
  const notes = new Map(
    checkStyle(text, rules).map((note) => [`${note.found.toLowerCase()} ${note.better}`, note]),
  );
  if (notes.size === 0) return null;
  return (
    <ul className={styles.notes} aria-label={t`Notes on style`}>
      {[...notes.values()].slice(0, MOST).map(({ start, found, better }) => (
        <li key={start}>
          <PenLine size={14} aria-hidden="true" />
          {better === null
            ? t`“${found}”: your style guide says not to.`
            : t`“${found}”: your style guide writes “${better}”.`}
        </li>
      ))}
    </ul>
  );
});
