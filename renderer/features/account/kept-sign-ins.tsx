import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { desktop } from '../../app/desktop.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Section } from '../../ui/page.tsx';
import { showToast } from '../../ui/toast.tsx';
import styles from './account.module.css';
import { PassphraseForm } from './passphrase-form.tsx';

/** Where sign-ins live on a computer without a keychain. With one there is nothing to say. */
export function KeptSignIns() {
  const where = useAppState((state) => state.keychain);
  const { t } = useLingui();
  const [asking, setAsking] = useState(false);
  const [changing, setChanging] = useState(false);
  const [busy, setBusy] = useState(false);
  if (where === 'keychain') return null;

  async function forget() {
    setBusy(true);
    await desktop.invoke('secrets.forget', {}).then(() => setAsking(false), tellError);
    setBusy(false);
  }

  return (
    <Section
      anchor="sign-ins"
      title={<Trans>Sign-ins on this computer</Trans>}
      lead={
        where === 'session_only' ? (
          <Trans>
            This computer has no keychain, so they are kept until Pillarbox is closed. With a passphrase they
            are kept in an encrypted file, and you are asked for it at each start.
          </Trans>
        ) : where === 'locked' ? (
          <Trans>
            They are in a file that your passphrase opens. Until then nothing is sent from this computer.
          </Trans>
        ) : (
          <Trans>They are in a file that your passphrase opens. You are asked for it at each start.</Trans>
        )
      }
      actions={
        where !== 'session_only' && (
          <>
            {where === 'passphrase' && (
              <Button onClick={() => setChanging(true)}>
                <Trans>Change the passphrase…</Trans>
              </Button>
            )}
            <Button look="quiet" onClick={() => setAsking(true)}>
              {where === 'locked' ? <Trans>Passphrase lost?</Trans> : <Trans>Delete the file…</Trans>}
            </Button>
          </>
        )
      }
    >
      {where !== 'passphrase' && (
        <div className={styles.narrow}>
          <PassphraseForm key={where} what={where === 'locked' ? 'unlock' : 'choose'} />
        </div>
      )}
      <Dialog
        open={changing}
        onClose={() => setChanging(false)}
        title={<Trans>Change the passphrase</Trans>}
        description={
          <Trans>From now on the file opens with the new one only. The sign-ins stay as they are.</Trans>
        }
      >
        <PassphraseForm
          what="change"
          onDone={() => {
            setChanging(false);
            showToast({ title: t`The passphrase is changed.` });
          }}
        />
      </Dialog>
      <Confirm
        open={asking}
        title={<Trans>Delete the sign-ins kept on this computer?</Trans>}
        confirm={<Trans>Delete them</Trans>}
        cancel={<Trans>Keep them</Trans>}
        busy={busy}
        onConfirm={forget}
        onClose={() => setAsking(false)}
      >
        {where === 'locked' ? (
          <Trans>
            Nobody can open the file without the passphrase. You sign in again, here and to the channels this
            device holds. Posts and plans stay.
          </Trans>
        ) : (
          <Trans>
            You stay signed in until Pillarbox is closed. Then you sign in again, here and to the channels
            this device holds. Posts and plans stay.
          </Trans>
        )}
      </Confirm>
    </Section>
  );
}
