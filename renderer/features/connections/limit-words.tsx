import { Trans, useLingui } from '@lingui/react/macro';
import type { ConnectionHealth } from '../../../shared/connection-health.ts';
import { useBrand } from '../../app/use-brand.ts';
import { TimeText } from '../../ui/time-text.tsx';
import styles from './connections.module.css';

type Left = ConnectionHealth['limits'][number];
type LimitWordsProps = Pick<Left, 'of' | 'bucket' | 'remaining' | 'resets_at'> &
  Partial<Pick<Left, 'most' | 'heard_at'>>;

/** What is left, of whose, and until when; when that was heard, where it was not just now. */
export function LimitWords({ of, bucket, remaining, resets_at, most, heard_at }: LimitWordsProps) {
  const { t } = useLingui();
  const zone = useBrand().time_zone;
  const what = { all: t`Requests`, post: t`Posts`, media: t`Uploads` }[bucket];
  const left = most ? t`${remaining} of ${most}` : String(remaining);
  return (
    <>
      {of === 'account' ? (
        <Trans>
          {what} left for this account: {left}
        </Trans>
      ) : (
        <Trans>
          {what} left for everybody on this server: {left}
        </Trans>
      )}
      <span className={styles.until}>
        <Trans>
          Full again <TimeText at={resets_at} zone={zone} />
        </Trans>
        {heard_at && (
          <>
            {' · '}
            <Trans>
              as heard <TimeText at={heard_at} zone={zone} />
            </Trans>
          </>
        )}
      </span>
    </>
  );
}
