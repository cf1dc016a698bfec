import { Trans, useLingui } from '@lingui/react/macro';
import { Hand, Plug } from 'lucide-react';
import { useState } from 'react';
import { useCommands } from '../../app/commands.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import { go } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { may } from '../brand/roles.ts';
import { ByHandDialog } from './by-hand-dialog.tsx';
import { ConnectDialog } from './connect-dialog.tsx';
import { openConnectForm } from './connect-form.ts';
import { ConnectionRow } from './connection-row.tsx';
import styles from './connections.module.css';

/** Accounts this brand publishes to and hears from. */
export function Connections() {
  const { t } = useLingui();
  const brand = useBrand();
  const { data, error } = useLiveQuery('connections', { brandId: brand.id });
  const sessionOnly = useAppState((state) => state.keychain === 'session_only');
  const allowed = may(brand.role, 'manager');
  const [byHand, setByHand] = useState(false);
  useCommands(
    allowed
      ? [
          {
            id: 'connect',
            group: t`Channels`,
            title: t`Connect a channel`,
            run: () => openConnectForm(brand.id),
          },
          {
            id: 'connect.by-hand',
            group: t`Channels`,
            title: t`Add a channel you post to by hand`,
            run: () => setByHand(true),
          },
        ]
      : [],
  );
  const connect = allowed && (
    <>
      <Button icon={<Hand size={16} aria-hidden="true" />} onClick={() => setByHand(true)}>
        <Trans>Add one to post to by hand</Trans>
      </Button>
      <Button look="primary" onClick={() => openConnectForm(brand.id)}>
        <Trans>Connect a channel</Trans>
      </Button>
    </>
  );

  return (
    <Section
      title={
        <VisuallyHidden>
          <Trans>Channels</Trans>
        </VisuallyHidden>
      }
      lead={<Trans>Accounts that posts go out to, and whose comments arrive in the inbox.</Trans>}
      actions={data && data.length > 0 && connect}
    >
      {error && <FailureBanner of={error} />}
      {sessionOnly && data?.some(({ holder }) => holder === 'device') && (
        <Banner
          tone="warn"
          title={<Trans>This computer has no keychain.</Trans>}
          actions={
            <Button size="small" onClick={() => go('/account')}>
              <Trans>Choose a passphrase</Trans>
            </Button>
          }
        >
          <Trans>
            App passwords held by this device are kept only until Pillarbox is closed. Then reconnect the
            channel. Or choose a passphrase that protects them.
          </Trans>
        </Banner>
      )}
      {data?.length === 0 && (
        <EmptyState
          icon={<Plug size={24} aria-hidden="true" />}
          title={<Trans>No channel yet</Trans>}
          actions={connect}
        >
          {allowed ? (
            <Trans>
              Connect Bluesky or Mastodon, or try everything first with Sandbox, a practice network on the
              server. Instagram, YouTube and X need an app of the server’s own there; every platform can be
              planned for and posted to by hand.
            </Trans>
          ) : (
            <Trans>A manager, admin or owner of this brand can connect one.</Trans>
          )}
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <ul className={styles.list}>
          {data.map((connection) => (
            <ConnectionRow key={connection.id} connection={connection} allowed={allowed} />
          ))}
        </ul>
      )}
      <ConnectDialog />
      <ByHandDialog open={byHand} onClose={() => setByHand(false)} />
    </Section>
  );
}
