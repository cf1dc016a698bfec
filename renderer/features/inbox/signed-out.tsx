import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { useCommands } from '../../app/commands.ts';
import { explain } from '../../app/errors.ts';
import { Link } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { may } from '../brand/roles.ts';
import { isMendedBySigningIn } from '../connections/check-words.ts';
import { ReconnectDialog } from '../connections/reconnect-dialog.tsx';
import styles from './inbox.module.css';
import { canReconnect } from './inbox-model.ts';

/** Above the box for an answer: the account it would go out from has to be connected again first. */
export function SignedOut({ connection }: { connection: Row<'connection'> }) {
  const { t } = useLingui();
  const brand = useBrand();
  const deviceId = useAppState((state) => state.deviceId);
  const [open, setOpen] = useState(false);
  const { status_code } = connection;
  const { title, next } = explain(status_code ?? 'signed_out');
  const who = canReconnect(connection, { isManager: may(brand.role, 'manager'), deviceId });
  useCommands(
    who === 'yes'
      ? [
          {
            id: 'inbox.reconnect',
            group: t`Inbox`,
            title: t`Reconnect the channel of this comment`,
            run: () => setOpen(true),
          },
        ]
      : [],
  );
  return (
    <>
      <Banner
        tone="error"
        title={title}
        actions={
          who === 'yes' && (
            <Button size="small" onClick={() => setOpen(true)}>
              <Trans>Reconnect</Trans>
            </Button>
          )
        }
      >
        {who === 'manager' ? (
          <Trans>
            Somebody who manages the brand can connect it again. Your answer is kept here until then.
          </Trans>
        ) : who === 'other_device' ? (
          <Trans>Connect it again on the device that holds it. Your answer is kept here until then.</Trans>
        ) : isMendedBySigningIn(status_code ?? 'signed_out') ? (
          <Trans>Connect it again to answer. What you write is kept here until then.</Trans>
        ) : (
          <>
            {next} <Trans>What you write is kept here until then.</Trans>
          </>
        )}
      </Banner>
      <ReconnectDialog connection={connection} open={open} onClose={() => setOpen(false)} />
    </>
  );
}

/** Below the head of the list: from these channels nothing new comes in. */
export function SilentChannels({ channels }: { channels: readonly Row<'connection'>[] }) {
  const silent = channels.filter(({ status, holder }) => status === 'reconnect' && holder !== 'person');
  const [first] = silent;
  if (!first) return null;
  const names = silent.map(({ handle }) => handle).join(', ');
  return (
    <p className={styles.silent}>
      <Trans>
        No new comments from {names}: signed out.{' '}
        <Link href={silent.length === 1 ? `/channel/${first.id}` : '/brand/channels'}>Reconnect</Link>
      </Trans>
    </p>
  );
}
