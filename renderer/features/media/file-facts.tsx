import { Trans } from '@lingui/react/macro';
import type { Row } from '../../../shared/kinds/index.ts';
import { sizeText } from '../sync/size-text.ts';
import { durationText } from './duration.ts';
import styles from './media.module.css';
import { useWhere } from './where.ts';

/** Type, size, shape, length, and where the bytes are. */
export function FileFacts({ asset }: { asset: Row<'asset'> }) {
  const where = useWhere()(asset);
  const facts = [
    asset.mime.split('/')[1]?.toUpperCase(),
    sizeText(asset.bytes),
    asset.width !== null && asset.height !== null ? `${asset.width} × ${asset.height}` : null,
    asset.duration_ms !== null ? durationText(asset.duration_ms) : null,
    asset.codec,
  ].filter(Boolean);
  return (
    <p className={styles.facts}>
      {facts.join(' · ')}
      {' · '}
      {where === 'server' ? (
        <Trans>on the server</Trans>
      ) : where === 'local' ? (
        <Trans>on this device only</Trans>
      ) : where === 'here' ? (
        <Trans>still on this device</Trans>
      ) : (
        <Trans>still on another device</Trans>
      )}
    </p>
  );
}
