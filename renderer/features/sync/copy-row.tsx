import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { FileCopy } from '../../../shared/ipc/sync.ts';
import { desktop } from '../../app/desktop.ts';
import { ownZone } from '../../app/i18n.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import { showToast } from '../../ui/toast.tsx';
import { sizeText } from './size-text.ts';
import styles from './sync.module.css';

/** One copy of this device's data: what it is of, and putting it back or removing it. */
export function CopyRow({ copy, onChange }: { copy: FileCopy; onChange(): void }) {
  const { t } = useLingui();
  const local = useAppState((state) => state.sync.status === 'local');
  const [asking, setAsking] = useState<'restore' | 'remove' | null>(null);
  const [busy, setBusy] = useState(false);
  const when = <TimeText at={copy.at} zone={ownZone()} />;

  async function settle(work: () => Promise<unknown>) {
    setBusy(true);
    await work().catch(tellError);
    setBusy(false);
    setAsking(null);
    onChange();
  }
  const restore = () =>
    settle(async () => {
      const { carried } = await desktop.invoke('storage.restore', { name: copy.name });
      showToast({
        title: t`The copy is in use now.`,
        description:
          carried === 0
            ? t`What was in use before is among the older copies.`
            : t`${plural(carried, { one: '# waiting change came along.', other: '# waiting changes came along.' })}`,
      });
    });
  const remove = () => settle(() => desktop.invoke('storage.removeCopy', { name: copy.name }));

  return (
    <li className={styles.copy}>
      <div className={styles.copyWords}>
        <p className={styles.writeTitle}>
          <What kind={copy.kind} />
        </p>
        <p className={styles.quiet}>
          {when}, {sizeText(copy.bytes)}
        </p>
        {copy.kind === 'damaged' && (
          <p className={styles.quiet}>
            <Trans>What could be read of your waiting changes was taken over. It can’t be restored.</Trans>
          </p>
        )}
      </div>
      <div className={styles.buttons}>
        {copy.kind !== 'damaged' && (
          <Button size="small" onClick={() => setAsking('restore')}>
            <Trans>Restore</Trans>
          </Button>
        )}
        <Button size="small" look="danger" onClick={() => setAsking('remove')}>
          <Trans>Remove</Trans>
        </Button>
      </div>
      <Confirm
        open={asking === 'restore'}
        title={<Trans>Use this copy in place of what is here?</Trans>}
        confirm={<Trans>Restore</Trans>}
        cancel={<Trans>Leave as it is</Trans>}
        busy={busy}
        onConfirm={restore}
        onClose={() => setAsking(null)}
      >
        <Trans>
          This device goes back to its state of {when}. What is here now is kept first, as another copy in
          this list. Changes that wait or were refused come along.
        </Trans>{' '}
        {local ? (
          <Trans>What you deleted or discarded since then may be there again.</Trans>
        ) : (
          <Trans>What reached the server since then comes back from there.</Trans>
        )}
      </Confirm>
      <Confirm
        open={asking === 'remove'}
        title={<Trans>Remove this copy?</Trans>}
        confirm={<Trans>Remove</Trans>}
        cancel={<Trans>Keep</Trans>}
        busy={busy}
        onConfirm={remove}
        onClose={() => setAsking(null)}
      >
        <Trans>It is deleted from this device for good. What you work with stays as it is.</Trans>
      </Confirm>
    </li>
  );
}

function What({ kind }: { kind: FileCopy['kind'] }) {
  switch (kind) {
    case 'upgrade':
      return <Trans>Before an update of Pillarbox</Trans>;
    case 'replaced':
      return <Trans>Before a copy was restored</Trans>;
    case 'damaged':
      return <Trans>Damaged file</Trans>;
  }
}
