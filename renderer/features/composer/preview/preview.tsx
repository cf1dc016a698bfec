import { Trans, useLingui } from '@lingui/react/macro';
import {
  Bookmark,
  ChartNoAxesColumn,
  Ellipsis,
  Heart,
  type LucideIcon,
  MessageCircle,
  Play,
  Repeat2,
  Send,
  Share,
  Star,
  ThumbsUp,
} from 'lucide-react';
import type { ReactNode } from 'react';
import type { Platform, Row } from '../../../../shared/kinds/index.ts';
import { formatDay } from '../../../../shared/time/format.ts';
import { instantToWall } from '../../../../shared/time/wall.ts';
import { displayLocale } from '../../../app/i18n.ts';
import { useBrand } from '../../../app/use-brand.ts';
import { cx } from '../../../ui/cx.ts';
import { PlatformGlyph } from '../../../ui/platform-glyph.tsx';
import styles from './preview.module.css';
import { RichText } from './rich-text.tsx';
import { firstLink, folded } from './segments.ts';

export type PreviewProps = {
  connection: Pick<Row<'connection'>, 'platform' | 'handle' | 'display_name'>;
  title: string;
  text: string;
  /** When it goes out; null for an idea. */
  scheduledAt: string | null;
  /** Where in the text it gets too long; null when it fits. */
  overflow: number | null;
  /** Pictures and videos of the post, the first one first; the platform's frame cuts them. */
  media?: readonly ReactNode[];
};

/** A post as its platform will draw it: a picture of it, with nothing to press. */
export function Preview(props: PreviewProps) {
  switch (props.connection.platform) {
    case 'instagram':
      return <InstagramPreview {...props} />;
    case 'youtube':
      return <YouTubePreview {...props} />;
    default:
      return <TimelinePreview {...props} />;
  }
}

const initial = (name: string) => [...name.trim()][0]?.toUpperCase() ?? '?';

function Avatar({ name, small }: { name: string; small?: boolean }) {
  return (
    <span className={cx(styles.avatar, small && styles.small)} aria-hidden="true">
      {initial(name)}
    </span>
  );
}

const actions: Partial<Record<Platform, readonly LucideIcon[]>> = {
  bluesky: [MessageCircle, Repeat2, Heart, Share],
  x: [MessageCircle, Repeat2, Heart, ChartNoAxesColumn, Bookmark],
  mastodon: [MessageCircle, Repeat2, Star, Bookmark],
  threads: [Heart, MessageCircle, Repeat2, Send],
  facebook: [ThumbsUp, MessageCircle, Share],
  linkedin: [ThumbsUp, MessageCircle, Repeat2, Send],
};

/** Platforms on which a post stands in a stream of words: the account, the words, what goes with them. */
function TimelinePreview({ connection, text, overflow, scheduledAt, media = [] }: PreviewProps) {
  const { platform, handle, display_name } = connection;
  const name = display_name || handle;
  const card = media.length === 0 && platform !== 'threads' ? firstLink(text) : null;
  return (
    <article className={cx(styles.card, styles[platform])}>
      <Avatar name={name} />
      <div className={styles.column}>
        <p className={styles.who}>
          <strong>{name}</strong>
          <span className={styles.quiet}>
            @{handle.replace(/^@/, '')} · <Day at={scheduledAt} />
          </span>
          <span className={styles.mark}>
            <PlatformGlyph platform={platform} label="" size={12} />
          </span>
        </p>
        <Words platform={platform} text={text} overflow={overflow} />
        {media.length > 0 && (
          <div className={cx(styles.media, media.length > 1 && styles.many)}>{media.slice(0, 4)}</div>
        )}
        {card && (
          <div className={styles.linkCard}>
            <span className={styles.quiet}>{card.host}</span>
            <span className={styles.linkTitle}>{card.url.replace(/^https?:\/\//, '')}</span>
          </div>
        )}
        <Bar icons={actions[platform] ?? [Heart, MessageCircle]} />
      </div>
    </article>
  );
}

/** Where Instagram folds a caption away. */
const INSTAGRAM_FOLD = 125;

function InstagramPreview({ connection, text, overflow, media = [] }: PreviewProps) {
  const { t } = useLingui();
  const handle = connection.handle.replace(/^@/, '');
  const { shown, more } = folded(text, INSTAGRAM_FOLD);
  return (
    <article className={cx(styles.card, styles.instagram)}>
      <p className={styles.who}>
        <Avatar name={handle} small />
        <strong>{handle}</strong>
        <Ellipsis size={14} aria-hidden="true" />
      </p>
      <div className={styles.photo}>{media[0] ?? <Missing>{t`A picture or video goes here`}</Missing>}</div>
      <Bar icons={[Heart, MessageCircle, Send]} end={Bookmark} />
      <div className={styles.text}>
        <strong>{handle}</strong>{' '}
        {more ? (
          <>
            <RichText platform="instagram" text={shown} overflow={null} />
            <span className={styles.quiet}> … {t`more`}</span>
          </>
        ) : (
          <Words platform="instagram" text={text} overflow={overflow} />
        )}
      </div>
      <div className={styles.grid}>
        <div className={styles.tile}>{media[0] ?? <Missing>3:4</Missing>}</div>
        <p className={styles.quiet}>
          <Trans>In your grid, cut to 3:4 from the middle.</Trans>
        </p>
      </div>
    </article>
  );
}

function YouTubePreview({ connection, title, text, overflow, scheduledAt, media = [] }: PreviewProps) {
  const { t } = useLingui();
  const name = connection.display_name || connection.handle;
  return (
    <article className={cx(styles.card, styles.youtube)}>
      <div className={styles.film}>
        {media[0] ?? <Missing>{t`A video goes here`}</Missing>}
        <Play size={28} className={styles.play} aria-hidden="true" />
      </div>
      <p className={styles.videoTitle}>{title.trim() || t`No title yet`}</p>
      <p className={styles.who}>
        <Avatar name={name} small />
        <strong>{name}</strong>
        <span className={styles.quiet}>
          <Day at={scheduledAt} />
        </span>
      </p>
      <div className={styles.description}>
        <Words platform="youtube" text={text} overflow={overflow} />
      </div>
    </article>
  );
}

function Words({ platform, text, overflow }: { platform: Platform; text: string; overflow: number | null }) {
  if (text === '')
    return (
      <p className={cx(styles.text, styles.quiet)}>
        <Trans>Your words show here.</Trans>
      </p>
    );
  return <RichText platform={platform} text={text} overflow={overflow} />;
}

function Day({ at }: { at: string | null }) {
  const zone = useBrand().time_zone;
  if (!at) return <Trans>no date yet</Trans>;
  return formatDay(instantToWall(at, zone).slice(0, 10), displayLocale());
}

function Bar({ icons, end: End }: { icons: readonly LucideIcon[]; end?: LucideIcon }) {
  return (
    <div className={styles.bar} aria-hidden="true">
      {icons.map((Icon) => (
        <Icon key={Icon.displayName} size={15} />
      ))}
      {End && <End size={15} className={styles.barEnd} />}
    </div>
  );
}

function Missing({ children }: { children: ReactNode }) {
  return <span className={styles.missing}>{children}</span>;
}
