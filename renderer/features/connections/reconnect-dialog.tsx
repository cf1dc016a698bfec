import { i18n } from '@lingui/core';
import { msg, plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useCallback, useState } from 'react';
import { isSignedInThere } from '../../../shared/connectors/facts.ts';
import type { Row } from '../../../shared/kinds/index.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { readOnce } from '../../app/read-once.ts';
import { go } from '../../app/router.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { showToast } from '../../ui/toast.tsx';
import { AppPasswordField } from './app-password-field.tsx';
import { BrowserSignIn } from './browser-sign-in.tsx';
import styles from './connections.module.css';

type ReconnectDialogProps = { connection: Row<'connection'>; open: boolean; onClose(): void };

/** A new secret for an account that was signed out; who holds it stays. */
export function ReconnectDialog({ connection, open, onClose }: ReconnectDialogProps) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={<Trans>Reconnect {connection.handle}</Trans>}
      description={
        isSignedInThere(connection.platform) ? (
          <Trans>Sign in to the same account again, in your browser.</Trans>
        ) : connection.holder === 'server' ? (
          <Trans>The new app password goes to the server, which holds this account.</Trans>
        ) : (
          <Trans>The new app password stays on this device, which holds this account.</Trans>
        )
      }
    >
      {isSignedInThere(connection.platform) ? (
        <InBrowser connection={connection} onClose={onClose} />
      ) : (
        <Form connection={connection} onClose={onClose} />
      )}
    </Dialog>
  );
}

/** Says so, and where something did not go out meanwhile, leads to where it is sent again. */
async function tellConnected(connectionId: string, title: string): Promise<void> {
  const unsent = (await readOnce('channel', { connectionId }).catch(() => null))?.unsent.length ?? 0;
  if (unsent === 0) showToast({ title });
  else
    showToast({
      title,
      description: i18n._(
        msg`${plural(unsent, {
          one: '# post did not go out meanwhile. It waits for your word.',
          other: '# posts did not go out meanwhile. They wait for your word.',
        })}`,
      ),
      action: { label: i18n._(msg`Show`), run: () => go(`/channel/${connectionId}`) },
    });
}

function InBrowser({ connection, onClose }: Omit<ReconnectDialogProps, 'open'>) {
  const { t } = useLingui();
  const { id, brand_id, platform, handle, service_url, holder } = connection;
  const connected = useCallback(() => {
    void tellConnected(id, t`${handle} is connected again.`);
    onClose();
  }, [t, id, handle, onClose]);
  return (
    <BrowserSignIn
      ask={() =>
        isSignedInThere(platform)
          ? {
              brandId: brand_id,
              platform,
              holder: holder === 'device' ? 'device' : 'server',
              serviceUrl: service_url,
              connectionId: id,
            }
          : null
      }
      onConnected={connected}
      onClose={onClose}
    />
  );
}

function Form({ connection, onClose }: Omit<ReconnectDialogProps, 'open'>) {
  const { t } = useLingui();
  const [secret, setSecret] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const needsSecret = connection.platform === 'bluesky';

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (needsSecret && secret.trim() === '') return;
    setBusy(true);
    setFailure(null);
    try {
      await desktop.invoke('connections.reconnect', { connectionId: connection.id, secret: secret.trim() });
      void tellConnected(connection.id, t`${connection.handle} is connected again.`);
      onClose();
    } catch (error) {
      setFailure(explainThrown(error));
      setBusy(false);
    }
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {needsSecret && <AppPasswordField value={secret} onChange={setSecret} />}
      {failure && (
        <Banner tone="error" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      <div className={styles.footer}>
        <Button look="quiet" onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button look="primary" type="submit" busy={busy} disabled={needsSecret && secret.trim() === ''}>
          <Trans>Reconnect</Trans>
        </Button>
      </div>
    </form>
  );
}
