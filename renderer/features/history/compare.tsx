import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { PostView, RevisionView } from '../../../shared/queries.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { mutate } from '../../app/mutate.ts';
import { offerUndo } from '../../app/undo.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Button } from '../../ui/button.tsx';
import { movePost, restoreWords, unplanPost } from '../post/actions.ts';
import { isLocked } from '../post/post-state.ts';
import { DiffText } from './diff-text.tsx';
import styles from './history.module.css';
import { differences, type FieldName, isPostWords, timeDiffers } from './versions.ts';

type CompareProps = { post: PostView; version: RevisionView };

/** One version beside the present: what only it said is struck out, what came since is underlined. */
export function Compare({ post, version }: CompareProps) {
  const { words } = version;
  if (isPostWords(words)) return <ComparePost post={post} words={words} />;
  return 'rank' in words ? (
    <ComparePart post={post} version={version} words={words} />
  ) : (
    <CompareChannel post={post} version={version} text={words.text} />
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

type PartWords = Extract<RevisionView['words'], { rank: string }>;

/** A part of the thread, or a first comment: its words then and now, and back to them, also where it was taken away. */
function ComparePart({ post, version, words }: CompareProps & { words: PartWords }) {
  const { t } = useLingui();
  const now = post.parts.find(({ id }) => id === version.part_id);
  const gone = t`Taken away`;
  const title = words.role === 'thread' ? t`A part of the thread` : t`First comment`;
  const filesOf = ({ asset_ids, frames }: Pick<PartWords, 'asset_ids' | 'frames'>) =>
    JSON.stringify([asset_ids, asset_ids.map((id) => frames[id] ?? null)]);
  const same = now?.text === words.text && filesOf(now) === filesOf(words);

  async function restore() {
    const id = version.part_id;
    if (id === null) return;
    const named = { id, brand_id: post.brand_id, post_id: post.id };
    const { text, asset_ids, frames } = words;
    const back = (): Promise<boolean> =>
      now
        ? mutate('part.edit', { ...named, fields: { text, asset_ids, frames }, base: { text: now.text } })
        : mutate('part.restore', {
            row: {
              ...named,
              ...words,
              connection_id: version.connection_id,
              created_at: version.made_at,
              updated_at: version.made_at,
              version: version.version,
            },
          });
    const away = () =>
      now
        ? mutate('part.edit', {
            ...named,
            fields: { text: now.text, asset_ids: now.asset_ids, frames: now.frames },
            base: { text },
          })
        : mutate('part.remove', named);
    if (await back()) offerUndo(t`Earlier words restored.`, away, back);
  }
  return (
    <div className={styles.compare} aria-live="polite">
      <div className={styles.field}>
        <h3 className={styles.sideTitle}>{title}</h3>
        <DiffText first={words.text} second={now?.text ?? gone} show="both" />
      </div>
      {same && (
        <p>
          <Trans>These are the words the part has now.</Trans>
        </p>
      )}
      {!same && !isLocked(post) && (
        <div className={styles.choices}>
          <Button look="primary" onClick={() => void restore()}>
            {now ? <Trans>Restore these words</Trans> : <Trans>Bring it back</Trans>}
          </Button>
        </div>
      )}
    </div>
  );
}

type CompareChannelProps = CompareProps & { text: string | null };

function CompareChannel({ post, version, text }: CompareChannelProps) {
  const { t } = useLingui();
  const target = post.targets.find((one) => one.connection_id === version.connection_id);
  const now = target?.text ?? null;
  const follows = t`Follows the caption`;
  const title = target?.connection?.handle ?? t`A channel this post no longer goes to`;

  async function restore() {
    if (!target) return;
    const { brand_id, post_id, connection_id } = target;
    const write = (to: string | null, from: string | null) =>
      mutate('target.edit', { brand_id, post_id, connection_id, text: to, base: { text: from ?? '' } });
    if (!(await write(text, now))) return;
    offerUndo(
      t`Earlier words restored.`,
      () => write(now, text),
      () => write(text, now),
    );
  }
  return (
    <div className={styles.compare} aria-live="polite">
      <div className={styles.field}>
        <h3 className={styles.sideTitle}>{title}</h3>
        <DiffText first={text ?? follows} second={now ?? follows} show="both" />
      </div>
      {text === now && (
        <p>
          <Trans>These are the words the channel has now.</Trans>
        </p>
      )}
      {target && text !== now && !isLocked(post) && (
        <div className={styles.choices}>
          <Button look="primary" onClick={() => void restore()}>
            <Trans>Restore these words</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
