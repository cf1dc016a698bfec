import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import type { UntakenView } from '../../../shared/queries.ts';
import { desktop } from '../../app/desktop.ts';
import { mutate } from '../../app/mutate.ts';
import { go } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { Button } from '../../ui/button.tsx';
import { PublishNow } from './publish-now.tsx';
import { type Remedy, remediesFor, type Why } from './why-untaken.ts';

type UntakenActionsProps = { row: UntakenView; why: Why; late: boolean };

/** What a person can do about something due that nobody has taken; in its first minutes whoever sends it is left to it. */
export function UntakenActions({ row, why, late }: UntakenActionsProps) {
  if (!late && (why === 'server' || why === 'here')) return null;
  return remediesFor(why).map((remedy) => <Action key={remedy} remedy={remedy} row={row} />);
}

const nothingTyped = async () => {};

function Action({ remedy, row: { post_id, connection } }: { remedy: Remedy; row: UntakenView }) {
  const to = (address: string, words: React.ReactNode) => (
    <Button size="small" onClick={() => go(address)}>
      {words}
    </Button>
  );
  switch (remedy) {
    case 'publish_now':
      return <PublishNow postId={post_id} connection={connection} look="plain" flush={nothingTyped} />;
    case 'remind_me':
      return (
        <Button
          size="small"
          onClick={() =>
            void mutate('target.byHand', {
              brand_id: connection.brand_id,
              post_id,
              connection_id: connection.id,
              by_hand: true,
            })
          }
        >
          <Trans>Remind me instead</Trans>
        </Button>
      );
    case 'try_again':
      return <TryAgain />;
    case 'reconnect':
      return to(`/channel/${connection.id}`, <Trans>Reconnect</Trans>);
    case 'sign_in':
      return to('/account', <Trans>Sign in</Trans>);
    case 'unlock':
      return to('/account', <Trans>Unlock</Trans>);
    case 'open_sync':
      return to('/sync', <Trans>Open Sync</Trans>);
    case 'open':
      return to(`/post/${post_id}`, <Trans>Open the post</Trans>);
  }
}

/** Asks the server again now. */
function TryAgain() {
  const [busy, setBusy] = useState(false);
  async function run() {
    setBusy(true);
    await desktop.invoke('sync.now', {}).catch(tellError);
    setBusy(false);
  }
  return (
    <Button size="small" busy={busy} onClick={run}>
      <Trans>Try again</Trans>
    </Button>
  );
}
