import { Trans } from '@lingui/react/macro';
import { Clock } from 'lucide-react';
import type { CommentView } from '../../../shared/queries.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { TimeText } from '../../ui/time-text.tsx';
import { PublicationActions } from '../publishing/publication-actions.tsx';
import { PublicationState } from '../publishing/publication-state.tsx';
import styles from './inbox.module.css';

type Reply = CommentView['replies'][number];

/** An answer and what became of it. */
export function ReplyView({ reply, comment, zone }: { reply: Reply; comment: CommentView; zone: string }) {
  return (
    <div className={styles.reply}>
      <p className={styles.saidHead}>
        <span className={styles.author}>{comment.connection?.handle}</span>
        <TimeText at={reply.created_at} zone={zone} />
      </p>
      <p className={styles.text} dir="auto">
        {reply.text}
      </p>
      <div className={styles.replyState}>
        {reply.publication ? (
          <>
            <PublicationState
              publication={reply.publication}
              zone={zone}
              removed={comment.connection === null}
            />
            <span className={styles.spacer} />
            <PublicationActions publication={reply.publication} connection={comment.connection} />
          </>
        ) : (
          <Waiting reply={reply} comment={comment} />
        )}
      </div>
    </div>
  );
}

/** Nobody has tried to send it yet: says who will. */
function Waiting({ reply, comment: { connection } }: { reply: Reply; comment: CommentView }) {
  const deviceId = useAppState((state) => state.deviceId);
  return (
    <p className={styles.waiting} role="status">
      <Clock size={14} aria-hidden="true" />
      {!connection ? (
        <Trans>Not sent: the channel is no longer connected.</Trans>
      ) : connection.holder === 'device' ? (
        connection.device_id === deviceId ? (
          <Trans>Waits to be sent by this device.</Trans>
        ) : (
          <Trans>Waits to be sent by the device that holds the channel.</Trans>
        )
      ) : reply.pending ? (
        <Trans>Waits to be sent. It is kept on this device.</Trans>
      ) : (
        <Trans>With the server, about to be sent.</Trans>
      )}
    </p>
  );
}
