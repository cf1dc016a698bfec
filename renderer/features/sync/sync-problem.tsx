import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { explain } from '../../app/errors.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { SignInDialog } from '../account/sign-in-dialog.tsx';

/** Why the server cannot be reached or refuses, and what to do. Nothing when there is no problem. */
export function SyncProblem() {
  const { status, problem } = useAppState((state) => state.sync);
  const [signingIn, setSigningIn] = useState(false);
  if (status === 'paused_sign_in') {
    return (
      <>
        <Banner
          tone="warn"
          title={<Trans>Sending waits for you.</Trans>}
          actions={
            <Button size="small" onClick={() => setSigningIn(true)}>
              <Trans>Sign in again</Trans>
            </Button>
          }
        />
        <SignInDialog open={signingIn} onClose={() => setSigningIn(false)} />
      </>
    );
  }
  if (!problem) return null;
  const { title, next } = explain(problem.code, problem.message);
  return (
    <Banner tone={status === 'offline' ? 'info' : 'warn'} title={title}>
      {next}
    </Banner>
  );
}
