import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarClock } from 'lucide-react';
import type { Row } from '../../../shared/kinds/index.ts';
import { isYours } from '../../../shared/mutators/publication.ts';
import { goesByHand, goesOutAt } from '../../../shared/mutators/target.ts';
import { outOfReach } from '../../../shared/publishing/take-down.ts';
import type { PartView, PostView, TargetView } from '../../../shared/queries.ts';
import { stepsOf } from '../../../shared/threads/steps.ts';
import { mutate } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { PlatformGlyph } from '../../ui/platform-glyph.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { AfterActions, StandingLine } from '../publishing/after.tsx';
import { ByHandActions } from '../publishing/by-hand-actions.tsx';
import { PublicationActions } from '../publishing/publication-actions.tsx';
import { PublicationState } from '../publishing/publication-state.tsx';
import { PublishNow } from '../publishing/publish-now.tsx';
import { UntakenLine } from '../publishing/untaken.tsx';
import styles from './composer.module.css';

type ChannelsProps = {
  postId: string;
  /** Null before the post is written. */
  post: PostView | null;
  connections: readonly Row<'connection'>[];
  /** Ticked channels of a post that is not written yet. */
  picked: readonly string[];
  onPick(connectionId: string, on: boolean): void;
  /** Writes what is typed before something is sent. */
  flush(): Promise<void>;
};

/** Where the post goes, and what became of it there. */
export function Channels({ postId, post, connections, picked, onPick, flush }: ChannelsProps) {
  const brand = useBrand();
  const targets = post?.targets ?? [];
  const gone = targets.filter((target) => !connections.some(({ id }) => id === target.connection_id));

  function toggle(connectionId: string, on: boolean) {
    if (!post) return onPick(connectionId, on);
    const named = { brand_id: brand.id, post_id: postId, connection_id: connectionId };
    if (on) void mutate('target.add', { ...named, text: null });
    else void mutate('target.remove', named);
  }

  return (
    <section className={styles.section}>
      <h3 className={styles.sectionTitle}>
        <Trans>Channels</Trans>
      </h3>
      {connections.length === 0 && (
        <p className={styles.hint}>
          <Trans>No account is connected yet. The post waits on your calendar.</Trans>{' '}
          <Button size="small" onClick={() => go('/brand/channels')}>
            <Trans>Connect an account</Trans>
          </Button>
        </p>
      )}
      <ul className={styles.channels}>
        {connections.map((connection) => (
          <Channel
            key={connection.id}
            connection={connection}
            target={targets.find((target) => target.connection_id === connection.id) ?? null}
            on={
              post
                ? targets.some((target) => target.connection_id === connection.id)
                : picked.includes(connection.id)
            }
            postId={postId}
            dueAt={
              post &&
              goesOutAt(
                post,
                targets.find((target) => target.connection_id === connection.id),
              )
            }
            parts={post?.parts ?? NO_PARTS}
            onToggle={(on) => toggle(connection.id, on)}
            flush={flush}
          />
        ))}
        {gone.map((target) => (
          <li key={target.id} className={styles.channel}>
            <p className={styles.hint}>
              <Trans>An account that is no longer connected</Trans>
            </p>
            {target.publication ? (
              <PublicationState publication={target.publication} zone={brand.time_zone} />
            ) : (
              <Button size="small" onClick={() => toggle(target.connection_id, false)}>
                <Trans>Remove</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

const NO_PARTS: readonly PartView[] = [];

type ChannelProps = {
  connection: Row<'connection'>;
  target: TargetView | null;
  on: boolean;
  postId: string;
  /** When the post is to go out. */
  dueAt: string | null;
  parts: readonly PartView[];
  onToggle(on: boolean): void;
  flush(): Promise<void>;
};

function Channel({ connection, target, on, postId, dueAt, parts, onToggle, flush }: ChannelProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const { handle, platform, status } = connection;
  const publication = target?.publication ?? null;
  // What has been sent, or may have been, keeps its channel.
  const sent =
    publication !== null && !['waiting', 'failed', 'missed', 'cancelled'].includes(publication.state);
  const about = { connection, takedown: target?.takedown ?? null, standing: target?.standing ?? null };
  const before = { ...about, outAt: dueAt, known: true };
  const after =
    publication && ['published', 'by_hand'].includes(publication.state)
      ? { ...about, outAt: publication.published_at, known: !outOfReach(publication) }
      : null;
  return (
    <li className={styles.channel}>
      <div className={styles.channelHead}>
        <Checkbox
          checked={on}
          disabled={sent}
          onChange={onToggle}
          label={
            <span className={styles.channelName}>
              <PlatformGlyph platform={platform} />
              {handle}
            </span>
          }
        />
      </div>
      {on && status === 'reconnect' && publication === null && (
        <p className={styles.problem}>
          {t`${handle} was signed out.`}{' '}
          <Button size="small" onClick={() => go('/brand/channels')}>
            <Trans>Reconnect</Trans>
          </Button>
        </p>
      )}
      {target?.scheduled_at && dueAt && publication === null && (
        <p className={styles.hint}>
          <CalendarClock size={12} aria-hidden="true" /> <TimeText at={dueAt} zone={brand.time_zone} />
        </p>
      )}
      {publication && (
        <div className={styles.publication}>
          <PublicationState publication={publication} zone={brand.time_zone} />
          {after && <StandingLine {...after} />}
          <PublicationActions publication={publication} connection={connection} flush={flush} />
          {after && (
            <AfterActions
              {...after}
              postId={postId}
              connectionId={connection.id}
              publicationId={publication.id}
            />
          )}
        </div>
      )}
      {target && <Steps target={target} parts={parts} connection={connection} flush={flush} />}
      {target && !publication && <UntakenLine targetId={target.id} />}
      {target && !publication && (
        <div className={styles.channelActions}>
          {goesByHand(target, connection) ? (
            <ByHandActions
              brandId={brand.id}
              postId={postId}
              connection={connection}
              due={false}
              flush={flush}
            />
          ) : (
            <>
              <StandingLine {...before} />
              <PublishNow postId={postId} connection={connection} flush={flush} />
              <AfterActions {...before} postId={postId} connectionId={connection.id} publicationId={null} />
            </>
          )}
        </div>
      )}
      {target && connection.holder !== 'person' && (publication === null || isYours(publication)) && (
        <div className={styles.channelActions}>
          <Checkbox
            checked={target.by_hand}
            onChange={(by_hand) =>
              void mutate('target.byHand', {
                brand_id: brand.id,
                post_id: postId,
                connection_id: connection.id,
                by_hand,
              })
            }
            label={<Trans>Remind me instead, I post it myself</Trans>}
          />
        </div>
      )}
    </li>
  );
}

type StepsProps = {
  target: TargetView;
  parts: readonly PartView[];
  connection: Row<'connection'>;
  flush(): Promise<void>;
};

/** What became of what follows the post there, each part by its number. */
function Steps({ target, parts, connection, flush }: StepsProps) {
  const { t } = useLingui();
  const brand = useBrand();
  const order = stepsOf(parts, connection);
  return target.steps.map((step) => {
    const index = order.findIndex(({ id }) => id === step.part_id);
    const number = index + 2;
    const name = order[index]?.role === 'first_comment' ? t`First comment` : t`Part ${number}`;
    return (
      <div key={step.id} className={styles.publication}>
        <span className={styles.hint}>{name}</span>
        <PublicationState publication={step} zone={brand.time_zone} />
        <PublicationActions publication={step} connection={connection} flush={flush} />
      </div>
    );
  });
}
