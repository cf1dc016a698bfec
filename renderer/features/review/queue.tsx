import { Trans, useLingui } from '@lingui/react/macro';
import { BadgeCheck, ChevronLeft, ChevronRight, SquarePen } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { plainly, spokenOn } from '../../../shared/mentions/tokens.ts';
import { outgoingText } from '../../../shared/publishing/outgoing-text.ts';
import type { PostView, ReviewView } from '../../../shared/queries.ts';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page } from '../../ui/page.tsx';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { may } from '../brand/roles.ts';
import { Thumb } from '../media/thumb.tsx';
import { usePeople } from '../mentions/use-people.ts';
import { usePostWords } from '../post/use-post-words.ts';
import { type Decision, decide } from './decide.ts';
import { Discussion } from './discussion.tsx';
import { RequestChanges } from './request-changes.tsx';
import styles from './review.module.css';
import { Decisions, SinceApproval } from './review-dialog.tsx';
import { ReviewIcon } from './review-icon.tsx';
import { useReviewWords } from './use-review-words.ts';

/** One post after the other: read, decide, next. What is decided leaves by itself. */
export default function ReviewQueue() {
  const { t } = useLingui();
  const brand = useBrand();
  const words = usePostWords();
  const { data, error } = useLiveQuery('reviewQueue', { brandId: brand.id });
  const posts = data?.filter(({ review }) => review.state === 'in_review');
  const [at, setAt] = useState<string | null>(null);
  // Where the one on screen stood: when it leaves, the next one moves up to its place.
  const place = useRef(0);
  const found = posts?.findIndex(({ id }) => id === at) ?? -1;
  const count = posts?.length ?? 0;
  const index = found >= 0 ? found : Math.max(0, Math.min(place.current, count - 1));
  const post = posts?.[index];
  useEffect(() => {
    place.current = index;
    if (post && post.id !== at) setAt(post.id);
  }, [index, post, at]);
  const step = (by: number) => {
    const next = posts?.[index + by];
    if (next) setAt(next.id);
  };

  useCommands([
    { id: 'review.next', group: t`Review`, title: t`Next post`, run: () => step(1) },
    { id: 'review.previous', group: t`Review`, title: t`Previous post`, run: () => step(-1) },
    ...(post
      ? [
          {
            id: 'review.open',
            group: t`Review`,
            title: t`Open the post in the composer`,
            run: () => go(`/post/${post.id}`),
          },
        ]
      : []),
  ]);

  if (error)
    return (
      <Page title={t`Review`}>
        <FailureBanner of={error} />
      </Page>
    );
  if (!posts) return <Page title={t`Review`}>{null}</Page>;
  if (!post)
    return (
      <Page title={t`Review`}>
        <EmptyState
          icon={<BadgeCheck size={24} aria-hidden="true" />}
          title={<Trans>Nothing waits for approval.</Trans>}
          actions={
            <Button onClick={() => go('/calendar')}>
              <Trans>Open the calendar</Trans>
            </Button>
          }
        >
          <Trans>Posts come here when somebody sends them for review.</Trans>
        </EmptyState>
      </Page>
    );
  return (
    <Page
      title={t`Review`}
      lead={t`${index + 1} of ${count}`}
      actions={
        <>
          <Button
            size="small"
            look="quiet"
            icon={<ChevronLeft size={16} aria-hidden="true" />}
            disabled={index === 0}
            onClick={() => step(-1)}
          >
            <Trans>Previous</Trans>
          </Button>
          <Button
            size="small"
            look="quiet"
            icon={<ChevronRight size={16} aria-hidden="true" />}
            disabled={index >= count - 1}
            onClick={() => step(1)}
          >
            <Trans>Next</Trans>
          </Button>
        </>
      }
    >
      <OnePost key={post.id} post={post} name={words.name(post)} />
    </Page>
  );
}

function OnePost({ post, name }: { post: PostView; name: string }) {
  const { t } = useLingui();
  const brand = useBrand();
  const words = useReviewWords();
  const review = useLiveQuery('review', { postId: post.id }).data;
  const heading = useRef<HTMLHeadingElement>(null);
  const [asking, setAsking] = useState(false);
  const reviewer = may(brand.role, 'manager');
  // Whoever listens hears which post came up.
  useEffect(() => heading.current?.focus(), []);
  const make = (decision: Decision, note = '') => review && void decide(post, review, decision, note);

  useCommands(
    reviewer
      ? [
          {
            id: 'review.approve',
            group: t`Review`,
            title: t`Approve`,
            run: () => make('approved'),
          },
          {
            id: 'review.request',
            group: t`Review`,
            title: t`Request changes`,
            run: () => setAsking(true),
          },
        ]
      : [],
  );
  return (
    <article className={styles.one} aria-labelledby="review-post">
      <header>
        <h2 id="review-post" ref={heading} tabIndex={-1} className={styles.oneTitle} dir="auto">
          {name}
        </h2>
        <p className={styles.oneState}>
          <ReviewIcon state={post.review.state} size={14} />
          {words.state(post.review)} ·{' '}
          {post.scheduled_at ? (
            <TimeText at={post.scheduled_at} zone={post.time_zone ?? brand.time_zone} />
          ) : (
            t`no time yet`
          )}
          {post.pillar && <> · {post.pillar.name}</>}
        </p>
      </header>
      <Previews post={post} />
      {review?.edited && <SinceApproval review={review} />}
      {review && <LastWord review={review} />}
      {reviewer ? (
        asking ? (
          <RequestChanges
            onCancel={() => setAsking(false)}
            onSend={(note) => make('changes_requested', note)}
          />
        ) : (
          <div className={styles.actions}>
            <Button look="primary" onClick={() => make('approved')}>
              <Trans>Approve</Trans>
            </Button>
            <Button onClick={() => setAsking(true)}>
              <Trans>Request changes</Trans>
            </Button>
            <Button
              look="quiet"
              icon={<SquarePen size={16} aria-hidden="true" />}
              onClick={() => go(`/post/${post.id}`)}
            >
              <Trans>Open</Trans>
            </Button>
          </div>
        )
      ) : (
        <p className={styles.quiet}>
          <Trans>A manager, admin or owner of this brand decides.</Trans>
        </p>
      )}
      <Discussion post={post} />
      {review && <Decisions review={review} />}
    </article>
  );
}

/** Why it is here (again), before anything else is read. */
function LastWord({ review }: { review: ReviewView }) {
  const words = useReviewWords();
  const last = review.decisions.at(-1);
  if (!last) return null;
  return (
    <p className={styles.quiet}>
      {words.decided(last)}
      {last.note && <>: “{last.note}”</>}
    </p>
  );
}

/** The words as each channel sends them; channels that say the same stand together. */
function Previews({ post }: { post: PostView }) {
  const { t } = useLingui();
  const people = usePeople();
  const groups = new Map<string, PostView['targets']>();
  for (const target of post.targets) {
    const text = outgoingText(post, target.text, spokenOn(target.connection?.platform ?? null, people));
    groups.set(text, [...(groups.get(text) ?? []), target]);
  }
  const all: [string, PostView['targets']][] =
    groups.size > 0 ? [...groups] : [[outgoingText(post, null, plainly), []]];
  return (
    <div className={styles.previews}>
      {all.map(([text, targets]) => (
        <section key={text} className={styles.preview}>
          <h3 className={styles.previewHead}>
            {targets.length === 0
              ? t`No channel chosen`
              : targets.map(({ id, connection }) =>
                  connection ? (
                    <span key={id} className={styles.channel}>
                      <PlatformGlyph platform={connection.platform} label="" size={14} />
                      {platformNames[connection.platform]} · {connection.handle}
                    </span>
                  ) : null,
                )}
          </h3>
          <p className={styles.previewText} dir="auto">
            {text || t`No words yet`}
          </p>
        </section>
      ))}
      {post.media.length > 0 && (
        <ul className={styles.pictures}>
          {post.media.map(({ id, asset, alt_text, crop }) => (
            <li key={id}>
              <span className={styles.thumb}>{asset && <Thumb asset={asset} part={crop} />}</span>
              <span className={styles.quiet}>
                {asset?.name ?? t`A file that is gone`}: {(alt_text ?? asset?.alt_text) || t`no description`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
