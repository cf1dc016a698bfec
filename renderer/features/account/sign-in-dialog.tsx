import { Trans } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { useAppState } from '../../app/use-app-state.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { SignInForm } from './sign-in-form.tsx';

type SignInDialogProps = {
  open: boolean;
  onClose(): void;
  /** Signed in; `onClose` follows. */
  onDone?(): void;
  /** Why it is asked for here. */
  reason?: ReactNode;
  start?: 'in' | 'up';
};

/** Signing in without leaving what one was doing. */
export function SignInDialog({ open, onClose, onDone, reason, start = 'in' }: SignInDialogProps) {
  const expired = useAppState((state) => state.session.state === 'expired');
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={expired ? <Trans>Sign in again</Trans> : <Trans>Sign in or sign up</Trans>}
      description={reason}
    >
      <SignInForm
        start={start}
        onDone={() => {
          onDone?.();
          onClose();
        }}
      />
    </Dialog>
  );
}
