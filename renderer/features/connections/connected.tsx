import { Trans } from '@lingui/react/macro';
import { useEffect } from 'react';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { CheckList } from './check-list.tsx';
import styles from './connections.module.css';
import { SharedWords } from './shared-words.tsx';
import { useChecks } from './use-checks.ts';

type ConnectedProps = { connectionId: string; name: string | null; onDone(): void };

/** The last step of connecting: the account is there, and everything it needs is checked one by one. */
export function Connected({ connectionId, name, onDone }: ConnectedProps) {
  const { steps, waiting, failure, run } = useChecks(connectionId);
  useEffect(run, [run]);
  const over = waiting.length === 0;
  const doubtful = failure !== null || steps.some(({ state }) => state !== 'ok');
  return (
    <div className={styles.form}>
      <p>
        {name === null ? (
          <Trans>The channel is connected. What it needs is checked now.</Trans>
        ) : (
          <Trans>{name} is connected. What it needs is checked now.</Trans>
        )}
      </p>
      <SharedWords connectionId={connectionId} />
      {failure && (
        <Banner tone="warn" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      <CheckList steps={steps} waiting={waiting} />
      <div className={styles.footer}>
        {over && doubtful && (
          <Button look="quiet" onClick={run}>
            <Trans>Check again</Trans>
          </Button>
        )}
        <Button look="primary" autoFocus onClick={onDone}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </div>
  );
}
