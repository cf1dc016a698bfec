import { Trans, useLingui } from '@lingui/react/macro';
import { Images, Undo2 } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import type { PostView } from '../../../shared/queries.ts';
import { Button } from '../../ui/button.tsx';
import { unvary, vary } from './attach.ts';
import styles from './media.module.css';
import { MediaStrip } from './media-strip.tsx';

type ChannelFilesProps = {
  post: PostView;
  connection: Row<'connection'>;
  locked: boolean;
  flush(): Promise<void>;
};

/** Files of one channel only where they differ: others, in another order, or cut another way. */
export function ChannelFiles({ post, connection, locked, flush }: ChannelFilesProps) {
  const { t } = useLingui();
  const [begun, setBegun] = useState(false);
  const { handle } = connection;
  const own = post.media.some(({ connection_id }) => connection_id === connection.id);
  const shared = post.media.some(({ connection_id }) => connection_id === null);
  if (!own && !begun) {
    if (locked) return null;
    return (
      <div className={styles.adding}>
        <Button
          size="small"
          look="quiet"
          icon={<Images size={14} aria-hidden="true" />}
          onClick={() => {
            setBegun(true);
            if (shared) void flush().then(() => vary(post, connection.id));
          }}
        >
          {shared ? (
            <Trans>Other files, order or cut here</Trans>
          ) : (
            <Trans>Files for this channel only</Trans>
          )}
        </Button>
      </div>
    );
  }
  return (
    <div className={styles.channel}>
      <MediaStrip
        postId={post.id}
        post={post}
        channels={[connection]}
        own={connection}
        locked={locked}
        ensure={flush}
      />
      {!locked && (
        <div className={styles.adding}>
          <Button
            size="small"
            look="quiet"
            icon={<Undo2 size={14} aria-hidden="true" />}
            aria-label={t`Follow the shared files again on ${handle}`}
            onClick={() => {
              setBegun(false);
              if (own) void unvary(post, connection.id);
            }}
          >
            <Trans>Follow the shared files again</Trans>
          </Button>
        </div>
      )}
    </div>
  );
}
