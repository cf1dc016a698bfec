import { Trans, useLingui } from '@lingui/react/macro';
import { type MouseEvent, memo } from 'react';
import type { CommentView } from '../../../shared/queries.ts';
import { go } from '../../app/router.ts';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import styles from './inbox.module.css';
import { ShortTime } from './short-time.tsx';

type CommentRowProps = {
  comment: CommentView;
  current: boolean;
  /** Today in `zone`, `YYYY-MM-DD`. */
  date: string;
  zone: string;
};

/**
 * One line of the list. Remembered, and a plain link: the router's own draws itself again at every step through the
 * list, which hundreds of them make felt.
 */
export const CommentRow = memo(function CommentRow({ comment, current, date, zone }: CommentRowProps) {
  const { t } = useLingui();
  const address = `/inbox/${comment.id}`;
  function open(event: MouseEvent) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(address, { replace: true });
  }
  return (
    <li className={styles.item}>
      <a
        href={`#${address}`}
        onClick={open}
        className={styles.entry}
        {...(current && { 'aria-current': 'true' as const })}
      >
        <span className={styles.entryHead}>
          {comment.status === 'open' && <span className={styles.unread} role="img" aria-label={t`Open`} />}
          <span className={styles.author}>{comment.author_name || comment.author_handle}</span>
          <span className={styles.when}>
            <ShortTime at={comment.commented_at} date={date} zone={zone} />
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
      </a>
    </li>
  );
});
