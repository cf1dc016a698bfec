import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { desktop } from '../../app/desktop.ts';
import { tellError } from '../../app/tell-error.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';

type DiscardButtonProps = {
  uuid: string;
  /** How it is dropped: out of what waits or was refused, or out of what was kept apart. */
  method: 'sync.discard' | 'sync.discardKept';
  disabled?: boolean;
  onDone?(): void;
};

/** Drops a change for good, once it was asked about. */
export function DiscardButton({ uuid, method, disabled, onDone }: DiscardButtonProps) {
  const [busy, setBusy] = useState(false);
  const [asking, setAsking] = useState(false);

  async function discard() {
    setBusy(true);
    await desktop.invoke(method, { uuid }).then(() => onDone?.(), tellError);
    setBusy(false);
    setAsking(false);
  }

  return (
    <>
      <Button size="small" look="danger" disabled={disabled === true || busy} onClick={() => setAsking(true)}>
        <Trans>Discard</Trans>
      </Button>
      <Confirm
        open={asking}
        title={<Trans>Discard this change?</Trans>}
        confirm={<Trans>Discard</Trans>}
        cancel={<Trans>Keep</Trans>}
        busy={busy}
        onConfirm={discard}
        onClose={() => setAsking(false)}
      >
        {method === 'sync.discard' ? (
          <Trans>
            It is taken back here and never sent. Its words are gone then; copy them first if you need them.
          </Trans>
        ) : (
          <Trans>Its words are gone then. Save them as a file first if you need them.</Trans>
        )}
      </Confirm>
    </>
  );
}
