import { useLingui } from '@lingui/react/macro';
import { Split } from 'lucide-react';
import { memo } from 'react';
import type { PostCard } from '../../../shared/queries.ts';
import { formatWallTime } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { go, useIsAddress } from '../../app/router.ts';
import { cx } from '../../ui/cx.ts';
import { pillarColor } from '../../ui/pillar-dot.tsx';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { usePostWords } from '../post/use-post-words.ts';
import styles from './chips.module.css';

type ChannelChipProps = {
  post: PostCard;
  /** The channels that go out then. */
  channels: readonly string[];
  wall: string;
  cell: string;
  tabIndex: number;
  tall?: boolean;
};

/** Channels of a post that go out at a time of their own: opens the post, and moves by Alt and an arrow. */
export const ChannelChip = memo(function ChannelChip(props: ChannelChipProps) {
  const { post, channels, wall, cell, tabIndex, tall } = props;
  const { t } = useLingui();
  const words = usePostWords();
  const open = useIsAddress(`/post/${post.id}`);
  const time = formatWallTime(wall, displayLocale());
  const platforms = [
    ...new Set(
      post.targets.flatMap(({ connection_id, connection }) =>
        connection && channels.includes(connection_id) ? [connection.platform] : [],
      ),
    ),
  ];
  const where = platforms.map((platform) => platformNames[platform]).join(', ');
  const name = words.name(post);
  return (
    <button
      type="button"
      className={cx(styles.post, tall && styles.tall, styles.still)}
      style={{ '--edge': pillarColor(post.pillar?.color) }}
      aria-label={t`${time} ${name}, only on ${where}, at a time of its own`}
      aria-current={open ? 'true' : undefined}
      title={t`${time} ${name} · only on ${where}`}
      data-cell={cell}
      tabIndex={tabIndex}
      onClick={() => go(`/post/${post.id}`)}
    >
      <time className={styles.time}>{time}</time> <span className={styles.name}>{name}</span>
      <span className={styles.marks}>
        <Split size={12} aria-hidden="true" />
        <span className={styles.channels}>
          {platforms.map((platform) => (
            <PlatformGlyph key={platform} platform={platform} label="" size={12} />
          ))}
        </span>
      </span>
    </button>
  );
});
