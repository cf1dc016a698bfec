import { useLingui } from '@lingui/react/macro';
import { memo } from 'react';
import type { PostView } from '../../../shared/queries.ts';
import { formatWallTime } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { go, useAddress } from '../../app/router.ts';
import { useNow } from '../../app/use-now.ts';
import { cx } from '../../ui/cx.ts';
import { pillarColor } from '../../ui/pillar-dot.tsx';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { isLocked, postState } from '../post/post-state.ts';
import { StateIcon } from '../post/state-icon.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import styles from './chips.module.css';
import { usePostDrag } from './use-drag.ts';

type PostChipProps = {
  post: PostView;
  /** On the brand's clock. */
  wall: string;
  cell: string;
  tabIndex: number;
  /** Two lines: the name has one of its own. */
  tall?: boolean;
};

/**
 * A post on the calendar: when, what, where to, in which pillar, in which state. Remembered: an edit draws its own
 * post's chip and no other.
 */
export const PostChip = memo(function PostChip({ post, wall, cell, tabIndex, tall }: PostChipProps) {
  const { t } = useLingui();
  const words = usePostWords();
  const [address] = useAddress();
  const state = postState(post, useNow());
  const locked = isLocked(post);
  const { ref, dragging } = usePostDrag<HTMLButtonElement>(post, !locked);
  const time = formatWallTime(wall, displayLocale());
  const platforms = [...new Set(post.targets.flatMap(({ connection }) => connection?.platform ?? []))];
  const pillar = post.pillar?.name ?? t`no pillar`;
  const where = platforms.map((platform) => platformNames[platform]).join(', ');
  const more = [pillar, where, words.stateName(state)].filter(Boolean).join(', ');
  return (
    <button
      ref={ref}
      type="button"
      className={cx(styles.post, tall && styles.tall, locked && styles.locked, dragging && styles.dragging)}
      style={{ '--edge': pillarColor(post.pillar?.color) }}
      aria-current={address === `/post/${post.id}` ? 'true' : undefined}
      title={`${time} ${words.name(post)} · ${words.stateName(state)}`}
      data-cell={cell}
      data-post={post.id}
      tabIndex={tabIndex}
      onClick={() => go(`/post/${post.id}`)}
    >
      <time className={styles.time}>{time}</time> <span className={styles.name}>{words.name(post)}</span>
      <VisuallyHidden>, {more}</VisuallyHidden>
      <span className={styles.marks}>
        <span className={styles.channels}>
          {platforms.map((platform) => (
            <PlatformGlyph key={platform} platform={platform} label="" size={12} />
          ))}
        </span>
        {state !== 'scheduled' && <StateIcon state={state} size={12} />}
      </span>
    </button>
  );
});
