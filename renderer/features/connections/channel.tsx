import { Trans, useLingui } from '@lingui/react/macro';
import { ArrowLeft, CircleAlert, CircleCheck, Plug } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { useCommands } from '../../app/commands.ts';
import { explainThere } from '../../app/errors.ts';
import { FailureBanner } from '../../app/failure-banner.tsx';
import type { Params } from '../../app/router.ts';
import { Link } from '../../app/router.ts';
import { saveSetting } from '../../app/settings.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { Page, Section } from '../../ui/page.tsx';
import { PlatformGlyph, platformNames } from '../../ui/platform-glyph.tsx';
import { may } from '../brand/roles.ts';
import { PublicationRow } from '../publishing/publication-row.tsx';
import { SendAgain } from '../publishing/send-again.tsx';
import { Access } from './channel-access.tsx';
import { ChannelCheck } from './channel-check.tsx';
import { ChannelDefaults } from './channel-defaults.tsx';
import styles from './connections.module.css';
import { HolderWords } from './holder-words.tsx';
import { ReconnectDialog } from './reconnect-dialog.tsx';

/** How one account stands: whether it works, what it may do, and how it did lately. */
export default function Channel({ params }: { params: Params }) {
  const brand = useBrand();
  const [reconnecting, setReconnecting] = useState(false);
  const [checks, setChecks] = useState(0);
  const onChecked = useCallback(() => setChecks((count) => count + 1), []);
  const { data, error } = useLiveQuery('channel', { connectionId: params.id ?? '' });
  // A link may lead to a channel of another brand on this device.
  const otherBrand = data && data.connection.brand_id !== brand.id ? data.connection.brand_id : null;
  useEffect(() => {
    if (otherBrand) saveSetting('brand', otherBrand);
  }, [otherBrand]);
  if (error && !data) return <FailureBanner of={error} />;
  if (data === undefined || otherBrand) return null;
  if (data === null) return <Gone />;
  const { connection, lastOut, lastProblem, unsent } = data;
  const mayReconnect = may(brand.role, 'manager') && connection.holder !== 'person';
  const onReconnect = mayReconnect ? () => setReconnecting(true) : undefined;
  return (
    <Page
      title={connection.display_name || connection.handle}
      lead={
        <span className={styles.platform}>
          <PlatformGlyph platform={connection.platform} label="" />
          {platformNames[connection.platform]}
          {connection.display_name !== connection.handle && ` · ${connection.handle}`}
        </span>
      }
      actions={
        <Link href="/brand/channels" className={styles.back ?? ''}>
          <ArrowLeft size={16} aria-hidden="true" />
          <Trans>All channels</Trans>
        </Link>
      }
    >
      <Standing connection={connection} onReconnect={onReconnect} />
      {unsent.length > 0 && connection.status === 'connected' && <SendAgain publications={unsent} />}
      {connection.holder !== 'person' && (
        <>
          <Access connection={connection} checks={checks} />
          <ChannelCheck
            key={connection.id}
            connection={connection}
            onReconnect={onReconnect}
            onChecked={onChecked}
          />
        </>
      )}
      <ChannelDefaults key={`defaults ${connection.id}`} connection={connection} />
      <Section title={<Trans>Lately</Trans>}>
        {lastOut || lastProblem ? (
          <ul className={styles.lately}>
            {lastProblem && <PublicationRow publication={lastProblem} zone={brand.time_zone} dated />}
            {lastOut && <PublicationRow publication={lastOut} zone={brand.time_zone} dated />}
          </ul>
        ) : (
          <p className={styles.holder}>
            <Trans>Nothing has gone out here yet, and nothing has failed.</Trans>
          </p>
        )}
      </Section>
      <ReconnectDialog connection={connection} open={reconnecting} onClose={() => setReconnecting(false)} />
    </Page>
  );
}

type StandingProps = { connection: Row<'connection'>; onReconnect: (() => void) | undefined };

/** Whether it works, who holds it, and the one thing to do when it does not. */
function Standing({ connection, onReconnect }: StandingProps) {
  const { t } = useLingui();
  const { holder, status, status_code } = connection;
  const { title, next } = explainThere(status_code ?? 'reconnect_needed');
  useCommands(
    onReconnect
      ? [
          {
            id: 'channel.reconnect',
            group: t`Channels`,
            title: t`Reconnect this channel`,
            run: onReconnect,
          },
        ]
      : [],
  );
  const reconnect = onReconnect && (
    <Button size="small" onClick={onReconnect}>
      <Trans>Reconnect</Trans>
    </Button>
  );
  return (
    <>
      {status === 'reconnect' ? (
        <Banner tone="error" title={title} actions={reconnect}>
          {next}
        </Banner>
      ) : (
        <div className={styles.standing}>
          {holder !== 'person' && (
            <p className={styles.good}>
              <CircleCheck size={14} aria-hidden="true" />
              <Trans>Connected</Trans>
            </p>
          )}
          <p className={styles.holder}>
            <HolderWords connection={connection} />
          </p>
        </div>
      )}
    </>
  );
}

function Gone() {
  return (
    <Page title={<Trans>Channel</Trans>}>
      <EmptyState
        icon={<Plug size={24} aria-hidden="true" />}
        title={<Trans>This channel is not here.</Trans>}
        actions={
          <Link href="/brand/channels" className={styles.back ?? ''}>
            <Trans>All channels</Trans>
          </Link>
        }
      >
        <Trans>It may have been removed, or it is in a brand this device doesn’t hold.</Trans>
      </EmptyState>
    </Page>
  );
}

/** One permission, and whether it was given. */
export function Permission({ name, given }: { name: string; given: boolean }) {
  const { t } = useLingui();
  const Icon = given ? CircleCheck : CircleAlert;
  return (
    <li className={given ? styles.good : styles.bad}>
      <Icon size={14} role="img" aria-label={given ? t`Given` : t`Missing`} />
      <code>{name}</code>
    </li>
  );
}
