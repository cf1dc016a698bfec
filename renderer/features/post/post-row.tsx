import { memo } from 'react';
import { plainly } from '../../../shared/mentions/tokens.ts';
import type { PostView } from '../../../shared/queries.ts';
import { Link, useAddress } from '../../app/router.ts';
import { useNow } from '../../app/use-now.ts';
import { pillarColor } from '../../ui/pillar-dot.tsx';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './post.module.css';
import { postState } from './post-state.ts';
import { StateIcon } from './state-icon.tsx';
import { usePostWords } from './use-post-words.ts';

type PostRowProps = {
  post: PostView;
  zone: string;
  /** The time that stands there; the post's own where it is not named. */
  at?: string;
};

/** A post as a line of a list. Remembered: an edit draws its own line and no other. */
export const PostRow = memo(function PostRow({ post, zone, at }: PostRowProps) {
  const words = usePostWords();
  const [address] = useAddress();
  const state = postState(post, useNow());
  const to = `/post/${post.id}`;
  const more = post.title.trim() ? plainly(post.caption.trim().split('\n')[0] ?? '') : '';
  return (
    <Link
      href={to}
      className={styles.row ?? ''}
      style={{ '--edge': post.pillar ? pillarColor(post.pillar.color) : 'transparent' }}
      {...(address === to && { 'aria-current': 'true' as const })}
    >
      <StateIcon state={state} size={16} />
      <span className={styles.rowText}>
        <span className={styles.rowTitle}>{words.name(post)}</span>
        {more && <span className={styles.rowMore}> {more}</span>}
      </span>
      <span className={styles.rowEnd}>
        <VisuallyHidden>{words.stateName(state)}</VisuallyHidden>
        {post.pillar && <span>{post.pillar.name}</span>}
        {post.targets.map(({ id, connection }) =>
          connection ? <PlatformGlyph key={id} platform={connection.platform} /> : null,
        )}
        {post.scheduled_at && <TimeText at={at ?? post.scheduled_at} zone={zone} />}
      </span>
    </Link>
  );
});
