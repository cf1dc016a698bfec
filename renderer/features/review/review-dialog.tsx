import { Trans, useLingui } from '@lingui/react/macro';
import type { PostView, ReviewView } from '../../../shared/queries.ts';
import { formatMoment } from '../../../shared/time/format.ts';
import { displayLocale, ownZone } from '../../app/i18n.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Differences } from './differences.tsx';
import styles from './review.module.css';
import { useReviewWords } from './use-review-words.ts';

/** Every decision about a post with who and when, and what has changed since its last approval. */
export function ReviewDialog({ post, open, onClose }: { post: PostView; open: boolean; onClose(): void }) {
  const { t } = useLingui();
  const review = useLiveQuery('review', open ? { postId: post.id } : null).data;
  return (
    <Dialog
      wide
      open={open}
      onClose={onClose}
      title={t`Decisions and changes`}
      footer={
        <Button onClick={onClose}>
          <Trans>Close</Trans>
        </Button>
      }
    >
      {review && (
        <div className={styles.details}>
          <SinceApproval review={review} />
          <Decisions review={review} />
        </div>
      )}
    </Dialog>
  );
}

/** What goes out otherwise than it was approved last; nothing where nobody has approved yet. */
export function SinceApproval({ review }: { review: ReviewView }) {
  if (!review.lastApproved) return null;
  return (
    <section className={styles.since}>
      <h3 className={styles.heading}>
        <Trans>Since the last approval</Trans>
      </h3>
      <Differences since={review.lastApproved} review={review} />
    </section>
  );
}

/** Every decision with who and when, newest first. */
export function Decisions({ review }: { review: ReviewView }) {
  const words = useReviewWords();
  const clock = { zone: ownZone(), ownZone: ownZone(), locale: displayLocale() };
  const { decisions } = review;
  return (
    <section className={styles.since}>
      <h3 className={styles.heading}>
        <Trans>Decisions</Trans>
      </h3>
      {decisions.length === 0 ? (
        <p className={styles.quiet}>
          <Trans>Nobody has decided anything yet.</Trans>
        </p>
      ) : (
        <ol className={styles.decisions} reversed>
          {decisions.toReversed().map((decision) => (
            <li key={decision.id}>
              <p>
                {words.decided(decision)}
                {decision.pending && <span className={styles.quiet}> · {<Trans>not sent yet</Trans>}</span>}
              </p>
              <p className={styles.quiet}>
                <time dateTime={decision.made_at}>{formatMoment(decision.made_at, clock)}</time>
                {decision.content_hash !== review.hash && (
                  <>
                    {' '}
                    · <Trans>about earlier words</Trans>
                  </>
                )}
              </p>
              {decision.note && (
                <blockquote className={styles.note} dir="auto">
                  {decision.note}
                </blockquote>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
