import { Trans } from '@lingui/react/macro';
import { memo } from 'react';
import { outOfReach } from '../../../shared/publishing/take-down.ts';
import type { PublicationView } from '../../../shared/queries.ts';
import { formatDay } from '../../../shared/time/format.ts';
import { instantToWall } from '../../../shared/time/wall.ts';
import { displayLocale } from '../../app/i18n.ts';
import { Link } from '../../app/router.ts';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { AfterActions, StandingLine } from './after.tsx';
import { PublicationActions } from './publication-actions.tsx';
import { PublicationState } from './publication-state.tsx';
import styles from './publishing.module.css';
import { WhatHappened } from './what-happened.tsx';

type PublicationRowProps = {
  publication: PublicationView;
  zone: string;
  /** With its day, where no heading above tells it. */
  dated?: boolean;
};

/** Remembered: a step of one publication draws its own line and no other. */
export const PublicationRow = memo(function PublicationRow({
  publication,
  zone,
  dated,
}: PublicationRowProps) {
  const { connection, connection_id, due_at, takedown, standing, subject, post_id, published_at } =
    publication;
  const after =
    post_id && subject === 'target' && ['published', 'by_hand'].includes(publication.state)
      ? { connection, takedown, standing, outAt: published_at, known: !outOfReach(publication) }
      : null;
  return (
    <li className={styles.row}>
      <span className={styles.time}>
        {dated && (
          <span className={styles.day}>
            {formatDay(instantToWall(due_at, zone).slice(0, 10), displayLocale())}
          </span>
        )}{' '}
        <TimeText at={due_at} zone={zone} show="time" />
      </span>
      <div className={styles.what}>
        <p className={styles.name}>
          <Subject publication={publication} />
        </p>
        <p className={styles.channel}>
          {connection ? (
            <>
              <PlatformGlyph platform={connection.platform} />
              {connection.handle}
            </>
          ) : (
            <Trans>A channel that is no longer connected</Trans>
          )}
        </p>
        <PublicationState publication={publication} zone={zone} removed={connection === null} />
        {after && <StandingLine {...after} />}
      </div>
      <div className={styles.actions}>
        <PublicationActions publication={publication} connection={connection} />
        {connection && <WhatHappened publication={publication} connection={connection} zone={zone} />}
        {after && post_id && (
          <AfterActions
            {...after}
            postId={post_id}
            connectionId={connection_id}
            publicationId={publication.id}
          />
        )}
      </div>
    </li>
  );
});

function Subject({ publication: { subject, post_id, post_title } }: { publication: PublicationView }) {
  if (subject === 'reply') return <Trans>A reply to a comment</Trans>;
  const name = post_title || <Trans>Untitled post</Trans>;
  const title = subject === 'part' ? <Trans>What follows {name}</Trans> : name;
  // A deleted post leaves its record behind.
  return post_id && post_title !== null ? <Link href={`/post/${post_id}`}>{title}</Link> : title;
}
