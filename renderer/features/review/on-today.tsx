import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { AtSign, ListChecks } from 'lucide-react';
import { useCommands } from '../../app/commands.ts';
import { go } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { may } from '../brand/roles.ts';
import { PostRow } from '../post/post-row.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import styles from '../today/today.module.css';
import own from './review.module.css';

const SHOWN = 5;

/** What waits for this person's approval, what was sent back to them, and where they were mentioned. */
export function ReviewOnToday() {
  const brand = useBrand();
  const me = useAppState(({ session }) => (session.state === 'none' ? null : session.personId));
  const posts = useLiveQuery('reviewQueue', { brandId: brand.id }).data ?? [];
  const waiting = may(brand.role, 'manager')
    ? posts.filter(({ review }) => review.state === 'in_review')
    : [];
  const back = posts.filter(
    ({ review, created_by }) => review.state === 'changes_requested' && created_by === me,
  );
  return (
    <>
      {waiting.length > 0 && <Waiting posts={waiting} />}
      {back.length > 0 && (
        <section className={styles.section} aria-labelledby="sent-back">
          <h2 id="sent-back">
            <Trans>Changes asked of you</Trans>
          </h2>
          <Posts posts={back} />
        </section>
      )}
      {me !== null && <Mentions personId={me} />}
    </>
  );
}

type PostsProps = { posts: Parameters<typeof PostRow>[0]['post'][] };

function Waiting({ posts }: PostsProps) {
  const { t } = useLingui();
  useCommands([
    {
      id: 'review.start',
      group: t`Today`,
      title: t`Review what waits for approval`,
      run: () => go('/review'),
    },
  ]);
  return (
    <section className={styles.section} aria-labelledby="waits-for-approval">
      <h2 id="waits-for-approval">
        <Trans>Waiting for your approval</Trans>
      </h2>
      <Posts posts={posts} />
      <div>
        <Button icon={<ListChecks size={16} aria-hidden="true" />} onClick={() => go('/review')}>
          {t`Review ${plural(posts.length, { one: '# post', other: '# posts' })}`}
        </Button>
      </div>
    </section>
  );
}

function Posts({ posts }: PostsProps) {
  const brand = useBrand();
  return (
    <ul className={styles.list}>
      {posts.slice(0, SHOWN).map((post) => (
        <li key={post.id}>
          <PostRow post={post} zone={brand.time_zone} />
        </li>
      ))}
    </ul>
  );
}

function Mentions({ personId }: { personId: string }) {
  const { t } = useLingui();
  const brand = useBrand();
  const words = usePostWords();
  const mentions = useLiveQuery('mentions', { brandId: brand.id, personId }).data ?? [];
  if (mentions.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="mentions">
      <h2 id="mentions">
        <Trans>You were mentioned</Trans>
      </h2>
      <ul className={own.mentions}>
        {mentions.slice(0, SHOWN).map(({ id, post_id, text, author, post }) => (
          <li key={id}>
            <p className={own.commentText} dir="auto">
              <strong>{author ?? t`Somebody who has left`}:</strong> {text}
            </p>
            <Button
              size="small"
              look="quiet"
              icon={<AtSign size={14} aria-hidden="true" />}
              onClick={() => go(`/post/${post_id}`)}
            >
              {t`Answer at “${words.name(post)}”`}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
