import { useLingui } from '@lingui/react/macro';
import { Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { tellError } from '../../app/tell-error.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';

type SaveButtonProps = {
  /** Asks the core to save a file. */
  save(): Promise<{ saved: boolean }>;
  size?: 'normal' | 'small';
  children: ReactNode;
};

/** Saves something as a file, where the person wants it. */
export function SaveButton({ save, size = 'small', children }: SaveButtonProps) {
  const { t } = useLingui();
  const [busy, setBusy] = useState(false);

  async function run() {
    setBusy(true);
    try {
      if ((await save()).saved) showToast({ title: t`Saved as a file.` });
    } catch (error) {
      tellError(error);
    }
    setBusy(false);
  }

  return (
    <Button size={size} icon={<Download size={14} aria-hidden="true" />} busy={busy} onClick={run}>
      {children}
    </Button>
  );
}
