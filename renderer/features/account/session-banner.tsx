import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './account.module.css';
import { SignInDialog } from './sign-in-dialog.tsx';

/** Above every screen while the session has ended: the work goes on, only sending waits. */
export function SessionBanner() {
  // Locked sign-ins have a banner of their own, and may well hold this one.
  const expired = useAppState((state) => state.session.state === 'expired' && state.keychain !== 'locked');
  const [open, setOpen] = useState(false);
  if (!expired) return null;
  return (
    <div className={styles.overScreen}>
      <Banner
        tone="warn"
        live
        title={<Trans>Your session has ended.</Trans>}
        actions={
          <Button size="small" onClick={() => setOpen(true)}>
            <Trans>Sign in again</Trans>
          </Button>
        }
      >
        <Trans>Go on working. Everything is kept on this device and sent when you have signed in.</Trans>
      </Banner>
      <SignInDialog open={open} onClose={() => setOpen(false)} />
    </div>
  );
}
