import { Trans } from '@lingui/react/macro';
import { ExternalLink } from 'lucide-react';
import { useEffect, useState } from 'react';
import { type CheckStep, signInSteps } from '../../../shared/connection-check.ts';
import type { Connectable } from '../../../shared/connectors/facts.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import { CheckList } from './check-list.tsx';
import styles from './connections.module.css';

/** Between two looks at what became of it. */
const LOOK_EVERY_MS = 1500;

type BrowserSignInProps = {
  /** What to sign in to; null while the fields above are not right. */
  ask: () => {
    brandId: string;
    platform: Connectable;
    holder: 'device' | 'server';
    serviceUrl: string | null;
    connectionId: string | null;
  } | null;
  disabled?: boolean;
  onConnected(connectionId: string): void;
  onClose(): void;
};

/** Signs in on the platform's own page in the browser, waits beside it, and says what came of it. */
export function BrowserSignIn({ ask, disabled = false, onConnected, onClose }: BrowserSignInProps) {
  const [busy, setBusy] = useState(false);
  const [waitingFor, setWaitingFor] = useState<string | null>(null);
  const [failure, setFailure] = useState<Explanation | null>(null);
  /** How far a sign-in came that did not work. */
  const [steps, setSteps] = useState<CheckStep[]>([]);

  useEffect(() => {
    if (waitingFor === null) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      // The server may be away for a moment: then the next look finds out.
      const found = await desktop
        .invoke('connections.signInState', { connectionId: waitingFor })
        .catch(() => null);
      if (over) return;
      if (found?.state === 'connected') onConnected(waitingFor);
      else if (found?.state === 'failed') {
        setSteps(signInSteps({ ...found, code: found.code ?? 'internal' }));
        setWaitingFor(null);
      } else timer = setTimeout(look, LOOK_EVERY_MS);
    };
    timer = setTimeout(look, LOOK_EVERY_MS);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [waitingFor, onConnected]);

  async function begin() {
    const asked = ask();
    if (!asked) return;
    setBusy(true);
    setFailure(null);
    setSteps([]);
    try {
      setWaitingFor((await desktop.invoke('connections.signIn', asked)).connectionId);
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  return (
    <>
      {waitingFor !== null && (
        <p className={styles.waiting} role="status">
          <Spinner />
          <Trans>Sign in on the page that opened in your browser. This goes on by itself.</Trans>
        </p>
      )}
      {failure && (
        <Banner tone="error" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      {steps.length > 0 && <CheckList steps={steps} />}
      <div className={styles.footer}>
        <Button look="quiet" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button
          look={waitingFor === null ? 'primary' : 'plain'}
          busy={busy}
          disabled={disabled}
          icon={<ExternalLink size={16} aria-hidden="true" />}
          onClick={begin}
        >
          {waitingFor === null ? <Trans>Continue in the browser</Trans> : <Trans>Open it again</Trans>}
        </Button>
      </div>
    </>
  );
}
