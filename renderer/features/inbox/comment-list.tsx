import { useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import type { CommentView } from '../../../shared/queries.ts';
import { today } from '../../../shared/time/calendar.ts';
import { useNow } from '../../app/use-now.ts';
import { CommentRow } from './comment-row.tsx';
import styles from './inbox.module.css';

type CommentListProps = { comments: readonly CommentView[]; readingId: string | null; zone: string };

/** At most 500 rows, of which the engine draws those in sight (content-visibility). */
export function CommentList({ comments, readingId, zone }: CommentListProps) {
  const { t } = useLingui();
  const date = today(zone, useNow());
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the one being read
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [readingId]);
  return (
    <ul ref={list} className={styles.list} aria-label={t`Comments`}>
      {comments.map((comment) => (
        <CommentRow
          key={comment.id}
          comment={comment}
          current={comment.id === readingId}
          date={date}
          zone={zone}
        />
      ))}
    </ul>
  );
}
