import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { PostView, RevisionView } from '../../../shared/queries.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { movePost, restoreWords, unplanPost } from '../post/actions.ts';
import { isLocked } from '../post/post-state.ts';
import { CompareBrief } from './compare-brief.tsx';
import { CompareChannel } from './compare-channel.tsx';
import { CompareChannelDate } from './compare-channel-date.tsx';
import { ComparePart } from './compare-part.tsx';
import { DiffText } from './diff-text.tsx';
import styles from './history.module.css';
import { differences, type FieldName, isPostWords, timeDiffers } from './versions.ts';

export type CompareProps = { post: PostView; version: RevisionView };

/** One version beside the present: what only it said is struck out, what came since is underlined. */
export function Compare({ post, version }: CompareProps) {
  const { words } = version;
  if (isPostWords(words)) return <ComparePost post={post} words={words} />;
  if ('topic_angle' in words) return <CompareBrief post={post} words={words} />;
  return 'rank' in words ? (
    <ComparePart post={post} version={version} words={words} />
  ) : (
    <>
      <CompareChannel post={post} version={version} words={words} />
      <CompareChannelDate post={post} version={version} words={words} />
    </>
  );
}

type PostWords = Extract<RevisionView['words'], { caption: string }>;

function ComparePost({ post, words }: { post: PostView; words: PostWords }) {
  const { t } = useLingui();
  const pillars = useLiveQuery('pillars', { brandId: post.brand_id }).data ?? [];
  const [busy, setBusy] = useState(false);
  const changed = differences(words, post);
  const otherTime = timeDiffers(words, post);
  const locked = isLocked(post);

  const names: Record<FieldName, string> = {
    title: t`Title`,
    caption: t`Caption`,
    notes: t`Notes`,
    hashtags: t`Hashtags`,
    link: t`Link`,
    pillar_id: t`Pillar`,
  };
  const pillarName = (id: string | null) =>
    id === null ? t`No pillar` : (pillars.find((one) => one.id === id)?.name ?? t`A pillar that is gone`);
  const shown = (field: FieldName, of: Pick<PostWords, FieldName>) =>
    field === 'pillar_id'
      ? pillarName(of.pillar_id)
      : field === 'hashtags'
        ? of.hashtags.map((tag) => `#${tag}`).join(' ')
        : (of[field] ?? '');
  const time = (wall: string | null) => (wall ? formatWall(wall, displayLocale()) : t`No time, an idea`);

  async function restore() {
    setBusy(true);
    await restoreWords(post, Object.fromEntries(changed.map((field) => [field, words[field]])));
    setBusy(false);
  }
  function restoreTime() {
    const { wall_time, time_zone, schedule_id, slot_key } = words;
    if (wall_time && time_zone) void movePost(post, { wall_time, time_zone, schedule_id, slot_key });
    else void unplanPost(post);
  }

  return (
    <div className={styles.compare} aria-live="polite">
      {changed.length === 0 && (
        <p>
          <Trans>These are the words the post has now.</Trans>
        </p>
      )}
      {changed.map((field) => (
        <div key={field} className={styles.field}>
          <h3 className={styles.sideTitle}>{names[field]}</h3>
          <DiffText first={shown(field, words)} second={shown(field, post)} show="both" />
        </div>
      ))}
      {otherTime && (
        <div className={styles.field}>
          <h3 className={styles.sideTitle}>
            <Trans>Time</Trans>
          </h3>
          <DiffText first={time(words.wall_time)} second={time(post.wall_time)} show="both" />
        </div>
      )}
      {locked && (
        <p className={styles.quiet}>
          <Trans>It is out, or on its way, so it stays as it is.</Trans>
        </p>
      )}
      {!locked && (changed.length > 0 || otherTime) && (
        <div className={styles.choices}>
          {changed.length > 0 && (
            <Button look="primary" busy={busy} onClick={() => void restore()}>
              <Trans>Restore these words</Trans>
            </Button>
          )}
          {otherTime && (
            <Button onClick={restoreTime}>
              <Trans>Restore the time</Trans>
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
