import type { ReactNode } from 'react';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

type ConfirmProps = {
  open: boolean;
  title: ReactNode;
  /** What will be gone, and what stays. */
  children?: ReactNode;
  /** The verb of what happens. */
  confirm: ReactNode;
  cancel: ReactNode;
  busy?: boolean;
  onConfirm(): void;
  onClose(): void;
};

/** Asks before something that cannot be undone. What can be undone is done at once, with an offer to undo it. */
export function Confirm({ open, title, children, confirm, cancel, busy, onConfirm, onClose }: ConfirmProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={title}
      description={children}
      footer={
        <>
          <Button look="quiet" onClick={onClose}>
            {cancel}
          </Button>
          <Button look="danger" busy={busy === true} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    />
  );
}
