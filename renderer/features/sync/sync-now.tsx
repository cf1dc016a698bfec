import { Trans, useLingui } from '@lingui/react/macro';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { desktop } from '../../app/desktop.ts';
import { explainThrown } from '../../app/errors.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';

/** Sends and fetches now instead of waiting. */
export function SyncNow({ size = 'normal' }: { size?: 'normal' | 'small' }) {
  const { t } = useLingui();
  const [busy, setBusy] = useState(false);
  async function run() {
    if (busy) return;
    setBusy(true);
    try {
      await desktop.invoke('sync.now', {});
    } catch (error) {
      const { title, next } = explainThrown(error);
      showToast({ title, description: next });
    }
    setBusy(false);
  }
  useCommands([{ id: 'sync.now', group: t`Sync`, title: t`Sync now`, run }]);
  return (
    <Button size={size} icon={<RefreshCw size={16} aria-hidden="true" />} busy={busy} onClick={run}>
      <Trans>Sync now</Trans>
    </Button>
  );
}
