import { Trans } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { useAdoption } from './adoption-store.ts';
import { SignInDialog } from './sign-in-dialog.tsx';

/** What stands between this brand and the server; null when nothing does. */
export type Missing = 'account' | 'session' | 'organization' | null;

export function useMissing(): Missing {
  const session = useAppState((state) => state.session.state);
  const local = useBrand().organization_id === null;
  if (session === 'none') return 'account';
  if (session === 'expired') return 'session';
  return local ? 'organization' : null;
}

/** Says what is missing before the server can do this, and offers it in place. Draws nothing when nothing is missing. */
export function NeedsServer({ children }: { children: ReactNode }) {
  const missing = useMissing();
  const [signingIn, setSigningIn] = useState(false);
  return (
    <>
      {missing && (
        <Banner
          title={<Title missing={missing} />}
          actions={
            missing === 'organization' ? (
              <Button onClick={() => useAdoption.setState({ open: true })}>
                <Trans>Choose where it belongs</Trans>
              </Button>
            ) : (
              <Button onClick={() => setSigningIn(true)}>
                {missing === 'account' ? <Trans>Sign in or sign up</Trans> : <Trans>Sign in again</Trans>}
              </Button>
            )
          }
        >
          {children}
        </Banner>
      )}
      <SignInDialog
        open={signingIn}
        onClose={() => setSigningIn(false)}
        start={missing === 'account' ? 'up' : 'in'}
        reason={children}
      />
    </>
  );
}

function Title({ missing }: { missing: Exclude<Missing, null> }) {
  switch (missing) {
    case 'account':
      return <Trans>This needs an account.</Trans>;
    case 'session':
      return <Trans>Your session has ended.</Trans>;
    case 'organization':
      return <Trans>This brand is on this device only.</Trans>;
  }
}
