import { Trans, useLingui } from '@lingui/react/macro';
import { Ellipsis, Link, ListChecks, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { PostView, ReviewView } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { readOnce } from '../../app/read-once.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { cx } from '../../ui/cx.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { useMissing } from '../account/needs-server.tsx';
import { may } from '../brand/roles.ts';
import { isLocked } from '../post/post-state.ts';
import { type Decision, decide } from './decide.ts';
import { LinkDialog } from './link-dialog.tsx';
import { RequestChanges } from './request-changes.tsx';
import styles from './review.module.css';
import { ReviewDialog } from './review-dialog.tsx';
import { ReviewIcon } from './review-icon.tsx';
import { useReviewWords } from './use-review-words.ts';

type ReviewBarProps = {
  post: PostView;
  /** Writes what is being typed first: a decision is about what is on screen. */
  flush?(): Promise<unknown>;
};

/** Where a post stands in its review and what can be done about it, in the composer. */
export function ReviewBar({ post, flush }: ReviewBarProps) {
  const review = useLiveQuery('review', { postId: post.id }).data;
  return review ? <Bar post={post} review={review} flush={flush} /> : null;
}

type BarProps = { post: PostView; review: ReviewView; flush: ReviewBarProps['flush'] };

function Bar({ post, review, flush }: BarProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const words = useReviewWords();
  const offline = useMissing() !== null;
  const [asking, setAsking] = useState(false);
  const [open, setOpen] = useState<'history' | 'link' | null>(null);
  const reviewer = may(brand.role, 'manager');
  const locked = isLocked(post);
  const { state, edited, decisions } = review;
  const consequence = locked ? null : words.consequence(review, post.status === 'scheduled');
  const note = decisions.findLast(({ id }) => review.heads.includes(id));

  async function make(decision: Decision, text = '') {
    await flush?.();
    const now = flush ? await readOnce('review', { postId: post.id }) : review;
    if (now) await decide(post, now, decision, text);
  }
  const canAsk = !locked && (state === 'draft' || state === 'changes_requested');
  const canTakeBack = !locked && decisions.length > 0 && (state === 'in_review' || state === 'approved');
  const canApprove = !locked && reviewer && state !== 'approved';
  const canSendBack = !locked && reviewer && (state !== 'changes_requested' || edited);

  const group = t`Review`;
  useCommands([
    ...(canAsk
      ? [{ id: 'post.ask-review', group, title: t`Send the post for review`, run: () => void make('asked') }]
      : []),
    ...(canApprove
      ? [{ id: 'post.approve', group, title: t`Approve the post`, run: () => void make('approved') }]
      : []),
    ...(canSendBack
      ? [{ id: 'post.request', group, title: t`Request changes of the post`, run: () => setAsking(true) }]
      : []),
    {
      id: 'post.decisions',
      group,
      title: t`Show what was decided about the post`,
      run: () => setOpen('history'),
    },
  ]);

  // Nobody asked for a review and none is needed: it is offered, no more.
  const calm = state === 'draft' && !consequence && !asking;

  const menu = (
    <Menu
      align="end"
      trigger={
        <IconButton label={t`More about the review`} size="small">
          <Ellipsis size={16} aria-hidden="true" />
        </IconButton>
      }
    >
      <MenuItem icon={<ListChecks size={16} aria-hidden="true" />} onSelect={() => setOpen('history')}>
        <Trans>Decisions and changes</Trans>
      </MenuItem>
      {reviewer && (
        <MenuItem
          icon={<Link size={16} aria-hidden="true" />}
          disabled={offline}
          onSelect={() => setOpen('link')}
        >
          {offline ? <Trans>Review link (needs the server)</Trans> : <Trans>Review link for a client</Trans>}
        </MenuItem>
      )}
      {canTakeBack && (
        <MenuItem icon={<Undo2 size={16} aria-hidden="true" />} onSelect={() => void make('withdrawn')}>
          {state === 'approved' ? (
            <Trans>Take the approval back</Trans>
          ) : (
            <Trans>Take it out of review</Trans>
          )}
        </MenuItem>
      )}
    </Menu>
  );

  return (
    <section className={cx(styles.bar, calm && styles.calm)} aria-label={t`Review`}>
      <div className={styles.barHead}>
        <ReviewIcon state={state} />
        <div className={styles.barWords} role="status">
          <p className={styles.barState}>{words.state(review)}</p>
          {note && <p className={styles.quiet}>{words.decided(note)}</p>}
          {consequence && <p className={styles.quiet}>{consequence}</p>}
        </div>
        {!calm && menu}
      </div>
      {note?.decision === 'changes_requested' && note.note && (
        <blockquote className={styles.note} dir="auto">
          {note.note}
        </blockquote>
      )}
      {asking ? (
        <RequestChanges
          onCancel={() => setAsking(false)}
          onSend={(text) => {
            setAsking(false);
            void make('changes_requested', text);
          }}
        />
      ) : (
        (canAsk || canApprove || canSendBack) && (
          <div className={styles.actions}>
            {canAsk && (
              <Button size="small" look={calm ? 'quiet' : 'plain'} onClick={() => void make('asked')}>
                {state === 'draft' ? <Trans>Send for review</Trans> : <Trans>Send for review again</Trans>}
              </Button>
            )}
            {canApprove && (
              <Button size="small" look={calm ? 'quiet' : 'plain'} onClick={() => void make('approved')}>
                <Trans>Approve</Trans>
              </Button>
            )}
            {canSendBack && state !== 'draft' && (
              <Button size="small" look="quiet" onClick={() => setAsking(true)}>
                <Trans>Request changes</Trans>
              </Button>
            )}
          </div>
        )
      )}
      {calm && menu}
      <ReviewDialog post={post} open={open === 'history'} onClose={() => setOpen(null)} />
      <LinkDialog postId={post.id} open={open === 'link'} onClose={() => setOpen(null)} />
    </section>
  );
}
