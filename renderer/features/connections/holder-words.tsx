import { Trans } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { useAppState } from '../../app/use-app-state.ts';

/** Who keeps an account's secret, and what that means for publishing. */
export function HolderWords({ connection }: { connection: Pick<Row<'connection'>, 'holder' | 'device_id'> }) {
  const deviceId = useAppState((state) => state.deviceId);
  if (connection.holder === 'person')
    return <Trans>Posted to by hand. You are reminded when a post is due.</Trans>;
  if (connection.holder === 'server')
    return <Trans>Held by the server. Posts go out with the lid closed.</Trans>;
  return connection.device_id === deviceId ? (
    <Trans>Held by this device. Nothing goes out while it sleeps.</Trans>
  ) : (
    <Trans>Held by another device. Only that one can publish and reply.</Trans>
  );
}
