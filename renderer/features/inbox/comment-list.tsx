import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef } from 'react';
import type { CommentView } from '../../../shared/queries.ts';
import { Link } from '../../app/router.ts';
import { useNow } from '../../app/use-now.ts';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import styles from './inbox.module.css';
import { ShortTime } from './short-time.tsx';

type CommentListProps = { comments: readonly CommentView[]; readingId: string | null; zone: string };

/** At most 500 rows, of which the engine draws those in sight (content-visibility). */
export function CommentList({ comments, readingId, zone }: CommentListProps) {
  const { t } = useLingui();
  const now = useNow();
  const list = useRef<HTMLUListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: follows the one being read
  useEffect(() => {
    list.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' });
  }, [readingId]);
  return (
    <ul ref={list} className={styles.list} aria-label={t`Comments`}>
      {comments.map((comment) => (
        <li key={comment.id} className={styles.item}>
          <Link
            href={`/inbox/${comment.id}`}
            replace
            className={styles.entry ?? ''}
            {...(comment.id === readingId && { 'aria-current': 'true' as const })}
          >
            <span className={styles.entryHead}>
              {comment.status === 'open' && (
                <span className={styles.unread} role="img" aria-label={t`Open`} />
              )}
              <span className={styles.author}>{comment.author_name || comment.author_handle}</span>
              <span className={styles.when}>
                <ShortTime at={comment.commented_at} now={now} zone={zone} />
              </span>
            </span>
            <span className={styles.excerpt}>{comment.text}</span>
            <span className={styles.about}>
              {comment.connection && <PlatformGlyph platform={comment.connection.platform} size={12} />}
              {comment.post_title ?? ''}
              {comment.replies.length > 0 && (
                <span className={styles.answered}>
                  <Trans>answered</Trans>
                </span>
              )}
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
