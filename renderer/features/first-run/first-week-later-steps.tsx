import { Trans } from '@lingui/react/macro';
import { go } from '../../app/router.ts';
import { Button } from '../../ui/button.tsx';
import styles from './first-week.module.css';

export function WriteStep({ onWrite }: { onWrite(): void }) {
  return (
    <div className={styles.form}>
      <p className={styles.lead}>
        <Trans>It goes into your next free slot. Nothing is published until a channel is connected.</Trans>
      </p>
      <div className={styles.fields}>
        <Button look="primary" onClick={onWrite}>
          <Trans>Write a post</Trans>
        </Button>
      </div>
    </div>
  );
}

export function ConnectStep() {
  return (
    <div className={styles.form}>
      <p className={styles.lead}>
        <Trans>
          Keep planning as long as you like. Connect an account when the first post should go out.
        </Trans>
      </p>
      <div className={styles.fields}>
        <Button look="primary" onClick={() => go('/brand/channels')}>
          <Trans>Connect an account</Trans>
        </Button>
      </div>
    </div>
  );
}
