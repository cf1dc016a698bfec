import { useLingui } from '@lingui/react/macro';
import { Info } from 'lucide-react';
import type { Row } from '../../../../shared/kinds/index.ts';
import type { PostView } from '../../../../shared/queries.ts';
import { leftOut } from '../../../../shared/threads/steps.ts';
import { platformNames } from '../../../ui/platform-glyph.tsx';
import styles from '../composer.module.css';

/** A quiet word where a channel has no place for what follows: the post goes out without it. */
export function LeftOut({
  post,
  channels,
}: {
  post: Pick<PostView, 'parts'>;
  channels: readonly Row<'connection'>[];
}) {
  const { t } = useLingui();
  const names = (role: 'thread' | 'first_comment') => [
    ...new Set(
      channels
        .filter((channel) => leftOut(post.parts, channel).includes(role))
        .map(({ platform }) => platformNames[platform]),
    ),
  ];
  const [threads, comments] = [names('thread').join(', '), names('first_comment').join(', ')];
  if (!threads && !comments) return null;
  return (
    <ul className={styles.notes}>
      {threads && (
        <li>
          <Info size={14} aria-hidden="true" />
          {t`No threads there: the parts don’t go out on ${threads}.`}
        </li>
      )}
      {comments && (
        <li>
          <Info size={14} aria-hidden="true" />
          {t`The first comment doesn’t go out on ${comments}.`}
        </li>
      )}
    </ul>
  );
}
