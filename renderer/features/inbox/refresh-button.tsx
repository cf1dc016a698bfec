import { useLingui } from '@lingui/react/macro';
import { RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { desktop } from '../../app/desktop.ts';
import { explainThrown } from '../../app/errors.ts';
import { useBrand } from '../../app/use-brand.ts';
import { IconButton } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { showToast } from '../../ui/toast.tsx';

/** Asks the platforms for new comments now. They also come by themselves. */
export function RefreshButton() {
  const { t } = useLingui();
  const brand = useBrand();
  const [busy, setBusy] = useState(false);

  async function refresh() {
    if (busy) return;
    setBusy(true);
    try {
      await desktop.invoke('comments.refresh', { brandId: brand.id });
    } catch (error) {
      const { title, next } = explainThrown(error);
      showToast({ title, description: next });
    }
    setBusy(false);
  }

  useCommands([{ id: 'inbox.refresh', group: t`Inbox`, title: t`Look for new comments`, run: refresh }]);
  return (
    <IconButton
      label={busy ? t`Looking for new comments…` : t`Look for new comments`}
      onClick={refresh}
      disabled={busy}
    >
      {busy ? <Spinner /> : <RefreshCw size={16} aria-hidden="true" />}
    </IconButton>
  );
}
