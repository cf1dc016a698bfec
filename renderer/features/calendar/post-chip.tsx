import { useLingui } from '@lingui/react/macro';
import { Globe, Split } from 'lucide-react';
import { type MouseEvent, memo } from 'react';
import type { PostCard } from '../../../shared/queries.ts';
import { formatWallTime, zoneShortName } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { useIsAddress } from '../../app/router.ts';
import { useNow } from '../../app/use-now.ts';
import { cx } from '../../ui/cx.ts';
import { pillarColor } from '../../ui/pillar-dot.tsx';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { withPost } from '../post/out-times.ts';
import { isLocked, postState } from '../post/post-state.ts';
import { SeverityIcon } from '../post/severity-icon.tsx';
import { StateIcon } from '../post/state-icon.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import { type Said, useSaidNames, useWarningWords } from '../post/use-warning-words.ts';
import styles from './chips.module.css';
import { useSelection, useWarnings } from './selection.ts';
import { usePostDrag } from './use-drag.ts';

export type PressEvent = Pick<MouseEvent, 'shiftKey' | 'ctrlKey' | 'metaKey'>;

type PostChipProps = {
  post: PostCard;
  /** On the clock shown. */
  wall: string;
  cell: string;
  tabIndex: number;
  /** Two lines: the name has one of its own. */
  tall?: boolean;
  /** The same function at every render. */
  onPress(event: PressEvent, post: PostCard): void;
};

/**
 * A post on the calendar: when, what, where to, in which pillar, in which state. Remembered: an edit draws its own
 * post's chip and no other.
 */
export const PostChip = memo(function PostChip({ post, wall, cell, tabIndex, tall, onPress }: PostChipProps) {
  const { t } = useLingui();
  const words = usePostWords();
  const open = useIsAddress(`/post/${post.id}`);
  const state = postState(post, useNow());
  const locked = isLocked(post);
  const { ref, dragging } = usePostDrag<HTMLButtonElement>(post, !locked);
  const chosen = useSelection(({ ids }) => ids.has(post.id));
  const warnings = useWarningWords(useWarnings(({ byId }) => byId.get(post.id)));
  const saidName = useSaidNames();
  const time = formatWallTime(wall, displayLocale());
  const name = words.name(post);
  const own = useOwnTime(post, wall);
  const going = withPost(post.targets);
  const apart = going.length === 0 && post.targets.length > 0 ? t`every channel has a time of its own` : null;
  const platforms = [...new Set(going.flatMap(({ connection }) => connection?.platform ?? []))];
  const pillar = post.pillar?.name ?? t`no pillar`;
  const where = platforms.map((platform) => platformNames[platform]).join(', ');
  const more = [
    pillar,
    where,
    words.stateName(state),
    own,
    apart,
    ...warnings.map(saidName),
    chosen && t`selected`,
  ]
    .filter(Boolean)
    .join(', ');
  return (
    <button
      ref={ref}
      type="button"
      className={cx(
        styles.post,
        tall && styles.tall,
        locked && styles.locked,
        dragging && styles.dragging,
        chosen && styles.chosen,
      )}
      style={{ '--edge': pillarColor(post.pillar?.color) }}
      // Not as hidden text: two hundred boxes that nobody sees are laid out like any others.
      aria-label={`${time} ${name}, ${more}`}
      aria-current={open ? 'true' : undefined}
      title={[`${time} ${name} · ${words.stateName(state)}`, own, apart, ...warnings.map(saidName)]
        .filter(Boolean)
        .join('\n')}
      data-cell={cell}
      data-post={post.id}
      tabIndex={tabIndex}
      onClick={(event) => onPress(event, post)}
    >
      <time className={styles.time}>{time}</time> <span className={styles.name}>{name}</span>
      <span className={styles.marks}>
        {own && <Globe size={12} aria-hidden="true" />}
        {apart && <Split size={12} aria-hidden="true" />}
        <WorstMark of={warnings} />
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

/** What a post was planned for on its own clock, where that shows another time than the one on screen. */
export function useOwnTime(post: PostCard, wall: string): string | null {
  const { t } = useLingui();
  if (!post.wall_time || !post.time_zone || !post.scheduled_at || post.wall_time === wall) return null;
  const time = formatWallTime(post.wall_time, displayLocale());
  const zone = zoneShortName(post.scheduled_at, post.time_zone, displayLocale());
  return t`planned for ${time} ${zone}`;
}

/** One mark for all there is to say: the worst of it. */
export function WorstMark({ of: [worst] }: { of: readonly Pick<Said, 'severity'>[] }) {
  return worst ? <SeverityIcon severity={worst.severity} size={12} /> : null;
}
