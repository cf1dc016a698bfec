import { Trans, useLingui } from '@lingui/react/macro';
import { ListPlus, MessageSquarePlus, Scissors, Undo2 } from 'lucide-react';
import { memo, useState } from 'react';
import type { PartRole, Row } from '../../../../shared/kinds/index.ts';
import { spokenOn } from '../../../../shared/mentions/tokens.ts';
import { outgoingText } from '../../../../shared/publishing/outgoing-text.ts';
import type { PostView } from '../../../../shared/queries.ts';
import { fits, takesPart } from '../../../../shared/rules/index.ts';
import { Button } from '../../../ui/button.tsx';
import { usePeople } from '../../mentions/use-people.ts';
import { isLocked } from '../../post/post-state.ts';
import type { Words } from '../../post/words.ts';
import { addPart, movePart, removeParts, splitForChannel, varyParts, writtenFor } from './actions.ts';
import { mayMend } from './mend.ts';
import { PartRow } from './part-row.tsx';
import styles from './thread.module.css';

type ThreadPartsProps = {
  post: PostView | null;
  /** Set: what follows on this channel; null: on all that have nothing of their own. */
  connection: Row<'connection'> | null;
  /** Channels it goes to. */
  channels: readonly Row<'connection'>[];
  words: Words;
  /** A channel's own words as they are typed; null follows the shared ones. */
  own?: string | null;
  flush(): Promise<void>;
};

/** What goes out after the post: its thread, then its first comment. Nothing where no channel takes either. */
export const ThreadParts = memo(function ThreadParts(props: ThreadPartsProps) {
  const { post, connection, channels, words, flush } = props;
  const { t } = useLingui();
  const people = usePeople();
  const [fresh, setFresh] = useState<string | null>(null);
  const of = (role: PartRole) => channels.filter(({ platform }) => takesPart(platform, role));
  const [threads, comments] = [of('thread'), of('first_comment')];
  if (!post || (threads.length === 0 && comments.length === 0)) return null;
  const connectionId = connection?.id ?? null;
  const thread = writtenFor(post.parts, connectionId, 'thread');
  const [comment] = writtenFor(post.parts, connectionId, 'first_comment');
  // A channel without its own shows that it follows the shared ones.
  const followed = connection
    ? [
        ...(thread.length === 0 && threads.length > 0 ? writtenFor(post.parts, null, 'thread') : []),
        ...(comment || comments.length === 0 ? [] : writtenFor(post.parts, null, 'first_comment')),
      ]
    : [];
  const follows = (role: PartRole) => followed.some((part) => part.role === role);
  const locked = isLocked(post);
  const tooLong = locked
    ? []
    : threads.filter((one) => {
        const written = post.targets.find(({ connection_id }) => connection_id === one.id)?.text ?? null;
        const text = outgoingText(
          words,
          connection ? (props.own ?? null) : written,
          spokenOn(one.platform, people),
        );
        return !fits(one.platform, text, one.limits);
      });

  async function add(role: PartRole) {
    await flush();
    if (post) setFresh(await addPart(post, connectionId, role));
  }
  async function split(channel: Row<'connection'>) {
    await flush();
    const target = post?.targets.find(({ connection_id }) => connection_id === channel.id);
    if (target) await splitForChannel(target, channel);
  }
  const row = (part: (typeof thread)[number], index: number) => (
    <PartRow
      key={part.id}
      part={part}
      number={part.role === 'thread' ? index + 2 : null}
      index={index}
      count={part.role === 'thread' ? thread.length : 1}
      channels={part.role === 'thread' ? threads : comments}
      readOnly={locked && !mayMend(post, part)}
      fresh={part.id === fresh}
      onMove={(id, to) => void movePart(thread, id, to)}
    />
  );

  return (
    <section className={styles.parts} aria-label={t`What follows the post`}>
      {thread.length > 0 && (
        <ol className={styles.list} aria-label={t`Thread`}>
          {thread.map(row)}
        </ol>
      )}
      {comment && <ul className={styles.list}>{row(comment, 0)}</ul>}
      {followed.length > 0 && (
        <ol className={styles.followed} aria-label={t`From the shared words`}>
          {followed.map(({ id, text }) => (
            <li key={id}>{text}</li>
          ))}
        </ol>
      )}
      {!locked && (
        <div className={styles.actions}>
          {tooLong.map((channel) => (
            <Button
              key={channel.id}
              size="small"
              icon={<Scissors size={14} aria-hidden="true" />}
              onClick={() => void split(channel)}
            >
              {connection ? t`Split into a thread` : t`Split into a thread for ${channel.handle}`}
            </Button>
          ))}
          {threads.length > 0 && !follows('thread') && (
            <Button
              size="small"
              look="quiet"
              icon={<ListPlus size={14} aria-hidden="true" />}
              onClick={() => void add('thread')}
            >
              {thread.length > 0 ? <Trans>Add a part</Trans> : <Trans>Add to a thread</Trans>}
            </Button>
          )}
          {comments.length > 0 && !comment && !follows('first_comment') && (
            <Button
              size="small"
              look="quiet"
              icon={<MessageSquarePlus size={14} aria-hidden="true" />}
              onClick={() => void add('first_comment')}
            >
              <Trans>Add a first comment</Trans>
            </Button>
          )}
          {connection && followed.length > 0 && (
            <Button
              size="small"
              look="quiet"
              onClick={() => void flush().then(() => varyParts(followed, connection.id))}
            >
              <Trans>Vary what follows for this channel</Trans>
            </Button>
          )}
          {connection && (thread.length > 0 || comment) && (
            <Button
              size="small"
              look="quiet"
              icon={<Undo2 size={14} aria-hidden="true" />}
              onClick={() =>
                void removeParts([...thread, ...(comment ? [comment] : [])], t`What followed was taken away.`)
              }
            >
              <Trans>Take all of it away</Trans>
            </Button>
          )}
        </div>
      )}
    </section>
  );
});
