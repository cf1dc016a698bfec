import { Trans } from '@lingui/react/macro';
import { ownZone } from '../../app/i18n.ts';
import { mutate } from '../../app/mutate.ts';
import { useBrand } from '../../app/use-brand.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './sync.module.css';

/** Above a brand's screens after a backup of the server was put back, until somebody in the brand puts it away. */
export function RestoredBanner() {
  const brand = useBrand();
  const notices = useLiveQuery('notices', { brandId: brand.id }).data ?? [];
  const [newest, ...others] = notices.filter(({ code }) => code === 'server_restored');
  if (!newest) return null;
  const asOf = newest.params.as_of;
  const putAway = async () => {
    for (const { id } of [newest, ...others]) await mutate('notice.dismiss', { id, brand_id: brand.id });
  };
  return (
    <div className={styles.overScreen}>
      <Banner
        tone="warn"
        live
        title={<Trans>The server was put back to an earlier state.</Trans>}
        actions={
          <Button size="small" look="quiet" onClick={putAway}>
            <Trans>Put away</Trans>
          </Button>
        }
      >
        {asOf && (
          <Trans>
            What was changed after <TimeText at={asOf} zone={ownZone()} /> is missing unless it was still
            waiting on somebody’s device.
          </Trans>
        )}{' '}
        <Trans>Look through what is planned: what has gone out since may be shown as not sent.</Trans>
      </Banner>
    </div>
  );
}
