import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import styles from './account.module.css';
import { PassphraseForm } from './passphrase-form.tsx';

/** Above every screen until the passphrase opened the sign-ins of this computer: the work goes on, only sending waits. */
export function LockedBanner() {
  const locked = useAppState((state) => state.keychain === 'locked');
  const [open, setOpen] = useState(false);
  if (!locked) return null;
  return (
    <div className={styles.overScreen}>
      <Banner
        tone="warn"
        live
        title={<Trans>The sign-ins on this computer are locked.</Trans>}
        actions={
          <Button size="small" onClick={() => setOpen(true)}>
            <Trans>Unlock…</Trans>
          </Button>
        }
      >
        <Trans>Go on working. Nothing is sent from here until your passphrase opens them.</Trans>
      </Banner>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={<Trans>Unlock the sign-ins</Trans>}
        description={<Trans>Passphrase lost? Delete them under Account, and sign in again.</Trans>}
      >
        <PassphraseForm what="unlock" onDone={() => setOpen(false)} />
      </Dialog>
    </div>
  );
}
