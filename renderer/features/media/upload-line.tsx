import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { CloudUpload } from 'lucide-react';
import type { MediaView } from '../../../shared/queries.ts';
import { desktop } from '../../app/desktop.ts';
import { explain } from '../../app/errors.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Button } from '../../ui/button.tsx';
import styles from './media.module.css';

/** Files of a post that the server does not have yet: how far they are, and what keeps them. */
export function UploadLine({ media }: { media: readonly MediaView[] }) {
  const { t } = useLingui();
  const uploads = useAppState((state) => state.media.uploads);
  const account = useAppState((state) => state.session.state !== 'none');
  const waiting = media
    .flatMap(({ asset, cover_asset }) => [asset ?? [], cover_asset ?? []].flat())
    .filter(({ uploaded_at }) => uploaded_at === null);
  if (waiting.length === 0) return null;
  if (!account) {
    return (
      <p className={styles.line}>
        <CloudUpload size={14} aria-hidden="true" />
        <Trans>The files are on this device only. With an account a server can publish them.</Trans>
      </p>
    );
  }
  const here = uploads.filter(({ assetId }) => waiting.some(({ id }) => id === assetId));
  const elsewhere = waiting.length - here.length;
  const sent = here.reduce((sum, { sent: done }) => sum + done, 0);
  const all = here.reduce((sum, { bytes }) => sum + bytes, 0);
  const percent = all > 0 ? Math.floor((sent / all) * 100) : 0;
  const stuck = here.find(({ state }) => state === 'failed' || state === 'paused');
  const failure = stuck?.code ? explain(stuck.code, '') : null;
  const goOn = (assetId: string) => desktop.invoke('media.resume', { assetId }).catch(tellError);
  return (
    <div className={styles.line} role="status">
      <CloudUpload size={14} aria-hidden="true" />
      <span className={styles.lineText}>
        {here.length > 0 &&
          t`${plural(here.length, { one: '# file is', other: '# files are' })} still on this device (${percent} % sent).`}{' '}
        {elsewhere > 0 &&
          t`${plural(elsewhere, { one: '# file is', other: '# files are' })} still on another device.`}{' '}
        {stuck?.state === 'failed' && failure ? (
          `${failure.title} ${failure.next}`
        ) : (
          <Trans>The post goes out when the server has them.</Trans>
        )}
      </span>
      {stuck && (
        <Button size="small" onClick={() => void goOn(stuck.assetId)}>
          {stuck.state === 'paused' ? <Trans>Go on</Trans> : <Trans>Try again</Trans>}
        </Button>
      )}
    </div>
  );
}
