import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { rebuiltSchema } from '../../../shared/ipc/sync.ts';
import { desktop } from '../../app/desktop.ts';
import { ownZone } from '../../app/i18n.ts';
import { go } from '../../app/router.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './sync.module.css';

/** Above every screen after a damaged file was rebuilt, until it is put away. */
export function RebuiltBanner() {
  const { t } = useLingui();
  const kept = useAppState((state) => state.settings.rebuilt);
  const local = useAppState((state) => state.sync.status === 'local');
  const read = rebuiltSchema.safeParse(kept);
  if (!read.success) return null;
  const { at, writes, failed } = read.data;
  const saved = writes + failed;
  return (
    <div className={styles.overScreen}>
      <Banner
        tone="warn"
        live
        title={<Trans>The data on this device was damaged and has been rebuilt.</Trans>}
        actions={
          <>
            <Button size="small" onClick={() => go('/sync')}>
              <Trans>Show what was kept</Trans>
            </Button>
            <Button
              size="small"
              look="quiet"
              onClick={() => desktop.invoke('settings.set', { key: 'rebuilt', value: null }).catch(tellError)}
            >
              <Trans>Put away</Trans>
            </Button>
          </>
        }
      >
        <TimeText at={at} zone={ownZone()} />.{' '}
        {t`${plural(saved, { one: '# change that had not reached the server was saved.', other: '# changes that had not reached the server were saved.' })}`}{' '}
        {local ? (
          <Trans>Look through your brands: what could not be read is missing.</Trans>
        ) : (
          <Trans>Everything else comes again from the server. You need do nothing.</Trans>
        )}
      </Banner>
    </div>
  );
}
