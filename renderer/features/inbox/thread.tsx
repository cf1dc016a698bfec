import { Trans, useLingui } from '@lingui/react/macro';
import { Check, ExternalLink, RotateCcw } from 'lucide-react';
import type { RefObject } from 'react';
import type { CommentView } from '../../../shared/queries.ts';
import { desktop } from '../../app/desktop.ts';
import { Link } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { AssignMenu } from './assign-menu.tsx';
import styles from './inbox.module.css';
import { ReplyBox } from './reply-box.tsx';
import { ReplyView } from './reply-view.tsx';
import type { InboxActions } from './use-inbox-actions.tsx';

type ThreadProps = {
  comment: CommentView;
  /** What it answers, oldest first. */
  before: CommentView[];
  actions: InboxActions;
  replyBox: RefObject<HTMLTextAreaElement | null>;
  assignButton: RefObject<HTMLButtonElement | null>;
};

/** The post, what was said, the answers and the box for the next one. */
export function Thread({ comment, before, actions, replyBox, assignButton }: ThreadProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const done = comment.status === 'done';
  const { url } = comment;
  return (
    <article
      className={styles.thread}
      aria-label={t`Comment by ${comment.author_name || comment.author_handle}`}
    >
      <header className={styles.threadHead}>
        <AssignMenu comment={comment} onAssign={actions.assign} ref={assignButton} />
        <span className={styles.spacer} />
        {url && (
          <IconButton
            label={t`Open on the platform`}
            onClick={() => desktop.invoke('host.openExternal', { url }).catch(tellError)}
          >
            <ExternalLink size={16} aria-hidden="true" />
          </IconButton>
        )}
        <Button
          icon={done ? <RotateCcw size={16} aria-hidden="true" /> : <Check size={16} aria-hidden="true" />}
          onClick={actions.toggleDone}
        >
          {done ? <Trans>Open again</Trans> : <Trans>Done</Trans>}
        </Button>
      </header>
      <About comment={comment} />
      {before.map((one) => (
        <Said key={one.id} comment={one} zone={brand.time_zone} earlier />
      ))}
      <Said comment={comment} zone={brand.time_zone} />
      {comment.replies.map((reply) => (
        <ReplyView key={reply.id} reply={reply} comment={comment} zone={brand.time_zone} />
      ))}
      <ReplyBox comment={comment} ref={replyBox} />
    </article>
  );
}

/** Which post this is about. */
function About({ comment }: { comment: CommentView }) {
  const post = useLiveQuery('post', comment.post_id ? { id: comment.post_id } : null).data;
  const platform = comment.connection?.platform;
  return (
    <div className={styles.post}>
      <p className={styles.postTitle}>
        {platform && <PlatformGlyph platform={platform} />}
        {post ? (
          <Link href={`/post/${post.id}`}>{post.title || <Trans>Untitled post</Trans>}</Link>
        ) : (
          (comment.post_title ?? <Trans>A post that is not in Pillarbox</Trans>)
        )}
      </p>
      {post?.caption && <p className={styles.caption}>{post.caption}</p>}
    </div>
  );
}

function Said({ comment, zone, earlier }: { comment: CommentView; zone: string; earlier?: boolean }) {
  return (
    <div className={earlier ? styles.earlier : styles.said}>
      <p className={styles.saidHead}>
        <span className={styles.author}>{comment.author_name || comment.author_handle}</span>
        {comment.author_name && <bdi className={styles.handle}>{comment.author_handle}</bdi>}
        <TimeText at={comment.commented_at} zone={zone} />
      </p>
      <p className={styles.text} dir="auto">
        {comment.text}
      </p>
    </div>
  );
}
