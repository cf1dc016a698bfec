import { useEffect, useRef } from 'react';
import type { CommentView } from '../../../shared/queries.ts';
import { today } from '../../../shared/time/calendar.ts';
import { useNow } from '../../app/use-now.ts';
import { CommentRow } from './comment-row.tsx';

type CommentListProps = {
  label: string;
  comments: readonly CommentView[];
  readingId: string | null;
  zone: string;
};

/** Hundreds of rows, of which the engine draws those in sight (content-visibility). */
export function CommentList({ label, comments, readingId, zone }: CommentListProps) {
  const date = today(zone, useNow());
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the one being read
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [readingId]);
  return (
    <ul ref={list} aria-label={label}>
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
