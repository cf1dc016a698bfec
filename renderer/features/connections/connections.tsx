import { Trans, useLingui } from '@lingui/react/macro';
import { Plug } from 'lucide-react';
import { useCommands } from '../../app/commands.ts';
import { explain } from '../../app/errors.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Section } from '../../ui/page.tsx';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import { may } from '../brand/roles.ts';
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
  useCommands(
    allowed
      ? [
          {
            id: 'connect',
            group: t`Channels`,
            title: t`Connect a channel`,
            run: () => openConnectForm(brand.id),
          },
        ]
      : [],
  );
  const connect = allowed && (
    <Button look="primary" onClick={() => openConnectForm(brand.id)}>
      <Trans>Connect a channel</Trans>
    </Button>
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
      {error && <Banner tone="error" live title={explain(error.code, error.message).title} />}
      {sessionOnly && data?.some(({ holder }) => holder === 'device') && (
        <Banner tone="warn" title={<Trans>This computer has no keychain.</Trans>}>
          <Trans>
            App passwords held by this device are kept only until Pillarbox is closed. Then reconnect the
            channel.
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
              Connect Bluesky, or try everything first with Sandbox, a practice network on the server.
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
    </Section>
  );
}
