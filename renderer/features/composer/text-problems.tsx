import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { CircleAlert } from 'lucide-react';
import type { PostProblem } from '../../../shared/rules/index.ts';
import { explain } from '../../app/errors.ts';
import styles from './composer.module.css';

/** Says what keeps a text from a platform, with its numbers. */
export function useTextProblemWords(): (problem: PostProblem) => string {
  const { t } = useLingui();
  return ({ code, actual, limit }) => {
    const over = actual - limit;
    switch (code) {
      case 'text_too_long':
      case 'title_too_long':
        return t`${explain(code).title} ${plural(over, { one: '# character too many.', other: '# characters too many.' })}`;
      case 'text_too_many_bytes':
        return t`${explain(code).title} ${plural(over, { one: '# byte too many.', other: '# bytes too many.' })}`;
      case 'too_many_hashtags':
      case 'too_many_mentions':
      case 'too_many_cashtags':
        return t`${explain(code).title} ${actual} of ${limit}.`;
      default:
        return explain(code).title;
    }
  };
}

/** What keeps a text from a platform, each with its numbers. */
export function TextProblems({ problems }: { problems: readonly PostProblem[] }) {
  const sentence = useTextProblemWords();
  // Nothing typed yet is no mistake.
  const shown = problems.filter(({ code }) => code !== 'text_empty');
  if (shown.length === 0) return null;
  return (
    <ul className={styles.problems}>
      {shown.map((problem) => (
        <li key={problem.code}>
          <CircleAlert size={14} aria-hidden="true" />
          {sentence(problem)}
        </li>
      ))}
    </ul>
  );
}
