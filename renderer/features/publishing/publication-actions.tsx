import { Trans } from '@lingui/react/macro';
import { ExternalLink } from 'lucide-react';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { isYours } from '../../../shared/mutators/publication.ts';
import { desktop } from '../../app/desktop.ts';
import { go } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { Button } from '../../ui/button.tsx';
import { ByHandActions } from './by-hand-actions.tsx';

type Answer = 'published' | 'not_published' | 'send_now' | 'cancel';

type PublicationActionsProps = {
  publication: Row<'publication'>;
  connection: Row<'connection'> | null;
  /** Writes what is typed before it is copied. */
  flush?: (() => Promise<void>) | undefined;
};

/** What a person can do about a publication as it stands; nothing where nothing is to be done. */
export function PublicationActions({ publication, connection, flush }: PublicationActionsProps) {
  const [asking, setAsking] = useState<Answer | null>(null);
  const { id, subject, state, url, post_id, error_class, error_code, connection_id } = publication;

  async function answer(with_: Answer) {
    setAsking(with_);
    try {
      await desktop.invoke('publish.resolve', { publicationId: id, answer: with_ });
    } catch (error) {
      tellError(error);
    }
    setAsking(null);
  }

  const button = (what: Answer, label: React.ReactNode) => (
    <Button size="small" busy={asking === what} disabled={asking !== null} onClick={() => answer(what)}>
      {label}
    </Button>
  );
  const openPost = post_id && subject !== 'reply' && (
    <Button size="small" onClick={() => go(`/post/${post_id}`)}>
      <Trans>Open the post</Trans>
    </Button>
  );
  const reconnect = error_class === 'reconnect' && (
    <Button size="small" onClick={() => go(`/channel/${connection_id}`)}>
      <Trans>Reconnect</Trans>
    </Button>
  );

  if (isYours(publication) && connection && post_id)
    return (
      <ByHandActions
        brandId={publication.brand_id}
        postId={post_id}
        connection={connection}
        due
        flush={flush}
      />
    );
  switch (state) {
    case 'published':
    case 'by_hand':
      return url ? (
        <Button
          size="small"
          icon={<ExternalLink size={14} aria-hidden="true" />}
          onClick={() => desktop.invoke('host.openExternal', { url }).catch(tellError)}
        >
          <Trans>Open</Trans>
        </Button>
      ) : null;
    case 'waiting':
    case 'retrying':
      return reconnect || null;
    case 'failed':
      return (
        <>
          {reconnect}
          {error_class === 'fix_content' && openPost}
          {error_code === 'thread_broken'
            ? button('published', <Trans>It is out</Trans>)
            : button('send_now', <Trans>Try again</Trans>)}
          {button('cancel', <Trans>Don’t send</Trans>)}
        </>
      );
    case 'unknown':
      return (
        <>
          {button('published', <Trans>It is out</Trans>)}
          {button('not_published', <Trans>It isn’t out</Trans>)}
        </>
      );
    case 'missed':
      return (
        <>
          {reconnect}
          {button('send_now', <Trans>Send now</Trans>)}
          {openPost && (
            <Button size="small" onClick={() => go(`/post/${post_id}`)}>
              <Trans>Plan again</Trans>
            </Button>
          )}
          {button('cancel', <Trans>Don’t send</Trans>)}
        </>
      );
    case 'publishing':
    case 'cancelled':
      return null;
  }
}
