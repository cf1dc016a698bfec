import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { desktop } from '../../app/desktop.ts';
import { tellError } from '../../app/tell-error.ts';
import { Button } from '../../ui/button.tsx';

/** Sends a change that was kept apart, now that its brand is back. */
export function ResendButton({ uuid, onDone }: { uuid: string; onDone(): void }) {
  const [busy, setBusy] = useState(false);

  async function resend() {
    setBusy(true);
    await desktop.invoke('sync.resendKept', { uuids: [uuid] }).then(onDone, tellError);
    setBusy(false);
  }

  return (
    <Button size="small" disabled={busy} onClick={resend}>
      <Trans>Send it now</Trans>
    </Button>
  );
}
