import { Trans } from '@lingui/react/macro';
import { type ReactNode, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Confirm } from '../ui/confirm.tsx';
import { tellError } from './tell-error.ts';

type TakeBackProps = {
  /** The button's name, with whose link it is. */
  label: string;
  /** What is asked first. */
  title: ReactNode;
  /** What becomes of whoever has it. */
  children: ReactNode;
  /** Takes it back on the server and reads the list anew; what it throws is told. */
  take(): Promise<void>;
};

/** Takes something back that was handed out: a link, an address. It asks first. */
export function TakeBack({ label, title, children, take }: TakeBackProps) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const go = async () => {
    setBusy(true);
    await take().catch(tellError);
    setBusy(false);
    setAsking(false);
  };
  return (
    <>
      <Button size="small" look="quiet" onClick={() => setAsking(true)} aria-label={label}>
        <Trans>Take back</Trans>
      </Button>
      <Confirm
        open={asking}
        title={title}
        confirm={<Trans>Take it back</Trans>}
        cancel={<Trans>Keep it</Trans>}
        busy={busy}
        onConfirm={() => void go()}
        onClose={() => setAsking(false)}
      >
        {children}
      </Confirm>
    </>
  );
}
