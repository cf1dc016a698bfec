import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import type { Row } from '../../../shared/kinds/index.ts';
import { useCommands } from '../../app/commands.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Section } from '../../ui/page.tsx';
import { platformNames } from '../../ui/platform-glyph.tsx';
import { CheckList } from './check-list.tsx';
import { useChecks } from './use-checks.ts';

type ChannelCheckProps = {
  connection: Row<'connection'>;
  /** Opens what signs in again; not there for who may not. */
  onReconnect?: (() => void) | undefined;
  /** The platform was asked to the end. */
  onChecked(): void;
};

/** Asks the platform, step by step, whether everything works with an account; only when somebody wants to know. */
export function ChannelCheck({ connection, onReconnect, onChecked }: ChannelCheckProps) {
  const { t } = useLingui();
  const deviceId = useAppState((state) => state.deviceId);
  const elsewhere = connection.holder === 'device' && connection.device_id !== deviceId;
  const { steps, waiting, failure, run } = useChecks(connection.id);
  const isOver = steps.length > 0 && waiting.length === 0;
  useEffect(() => {
    if (isOver) onChecked();
  }, [isOver, onChecked]);
  useCommands(
    elsewhere ? [] : [{ id: 'channel.check', group: t`Channels`, title: t`Check this channel`, run }],
  );
  if (elsewhere) return null;
  const platform = platformNames[connection.platform];
  const asked = steps.length > 0 || waiting.length > 0 || failure !== null;
  return (
    <Section
      title={<Trans>Check</Trans>}
      lead={<Trans>{platform} is asked whether everything works here. Nothing is posted.</Trans>}
      actions={
        <Button size="small" busy={waiting.length > 0} onClick={run}>
          {asked ? <Trans>Check again</Trans> : <Trans>Check now</Trans>}
        </Button>
      }
    >
      {failure && (
        <Banner tone="warn" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      {(steps.length > 0 || waiting.length > 0) && (
        <CheckList steps={steps} waiting={waiting} onSignIn={onReconnect} />
      )}
    </Section>
  );
}
