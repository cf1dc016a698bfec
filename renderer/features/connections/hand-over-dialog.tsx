import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showToast } from '../../ui/toast.tsx';
import { NeedsServer, useMissing } from '../account/needs-server.tsx';

type HandOverDialogProps = { connection: Row<'connection'>; open: boolean; onClose(): void };

/** The device gives its secret away: from then on the server publishes. */
export function HandOverDialog({ connection, open, onClose }: HandOverDialogProps) {
  const { t } = useLingui();
  const missing = useMissing();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const { id, handle } = connection;

  async function handOver() {
    setBusy(true);
    setFailure(null);
    try {
      await desktop.invoke('connections.handOver', { connectionId: id });
      showToast({ title: t`The server publishes for ${handle} now.` });
      onClose();
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={<Trans>Let the server publish for {handle}?</Trans>}
      description={
        <Trans>
          The app password goes to the server, which keeps it encrypted, and this device forgets its copy.
          Posts then go out on time with this computer closed. To take it back, remove the channel and connect
          it again.
        </Trans>
      }
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" busy={busy} disabled={missing !== null} onClick={handOver}>
            <Trans>Let the server publish</Trans>
          </Button>
        </>
      }
    >
      {missing && (
        <NeedsServer>
          <Trans>Then the server can hold this channel.</Trans>
        </NeedsServer>
      )}
      {failure && (
        <Banner tone="error" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
    </Dialog>
  );
}
