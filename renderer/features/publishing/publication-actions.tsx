import { Trans } from '@lingui/react/macro';
import { ExternalLink } from 'lucide-react';
import { Fragment, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { isYours } from '../../../shared/mutators/publication.ts';
import { desktop } from '../../app/desktop.ts';
import { go } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { Button } from '../../ui/button.tsx';
import { ByHandActions } from './by-hand-actions.tsx';
import { type Answer, type PublicationRemedy, remediesOf } from './remedies.ts';

type PublicationActionsProps = {
  publication: Row<'publication'>;
  /** Null: it is no longer connected. */
  connection: Row<'connection'> | null;
  /** Where the post is written: writes what is typed before it is copied. */
  flush?: (() => Promise<void>) | undefined;
};

/** What a person can do about a publication as it stands; nothing where nothing is to be done. */
export function PublicationActions({ publication, connection, flush }: PublicationActionsProps) {
  const [asking, setAsking] = useState<Answer | null>(null);
  const { id, url, post_id, connection_id } = publication;

  async function answer(with_: Answer) {
    setAsking(with_);
    try {
      await desktop.invoke('publish.resolve', { publicationId: id, answer: with_ });
    } catch (error) {
      tellError(error);
    }
    setAsking(null);
  }

  const say = (what: Answer, label: React.ReactNode) => (
    <Button size="small" busy={asking === what} disabled={asking !== null} onClick={() => answer(what)}>
      {label}
    </Button>
  );
  const to = (address: string, label: React.ReactNode) => (
    <Button size="small" onClick={() => go(address)}>
      {label}
    </Button>
  );
  const button = (remedy: PublicationRemedy) => {
    switch (remedy) {
      case 'open_there':
        return (
          url && (
            <Button
              size="small"
              icon={<ExternalLink size={14} aria-hidden="true" />}
              onClick={() => desktop.invoke('host.openExternal', { url }).catch(tellError)}
            >
              <Trans>Open</Trans>
            </Button>
          )
        );
      case 'open_post':
        return to(`/post/${post_id}`, <Trans>Open the post</Trans>);
      case 'plan_again':
        return to(`/post/${post_id}`, <Trans>Plan again</Trans>);
      case 'reconnect':
        return to(`/channel/${connection_id}`, <Trans>Reconnect</Trans>);
      case 'try_again':
        return say('send_now', <Trans>Try again</Trans>);
      case 'send_now':
        return say('send_now', <Trans>Send now</Trans>);
      case 'is_out':
        return say('published', <Trans>It is out</Trans>);
      case 'is_not_out':
        return say('not_published', <Trans>It isn’t out</Trans>);
      case 'dont_send':
        return say('cancel', <Trans>Don’t send</Trans>);
    }
  };

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
  const inThePost = flush !== undefined;
  return remediesOf(publication, connection === null)
    .filter((remedy) => !(inThePost && (remedy === 'open_post' || remedy === 'plan_again')))
    .map((remedy) => <Fragment key={remedy}>{button(remedy)}</Fragment>);
}
