import { Trans, useLingui } from '@lingui/react/macro';
import type { ConnectionHealth } from '../../../shared/connection-health.ts';
import { useBrand } from '../../app/use-brand.ts';
import { TimeText } from '../../ui/time-text.tsx';

/** What is left, of whose, and until when. */
export function LimitWords({ of, bucket, remaining, resets_at }: ConnectionHealth['limits'][number]) {
  const { t } = useLingui();
  const zone = useBrand().time_zone;
  const what = { all: t`requests`, post: t`posts`, media: t`uploads` }[bucket];
  return (
    <>
      {of === 'account' ? (
        <Trans>
          {what} left for this account: {remaining}
        </Trans>
      ) : (
        <Trans>
          {what} left for everybody on this server: {remaining}
        </Trans>
      )}
      {', '}
      <Trans>
        full again <TimeText at={resets_at} zone={zone} />
      </Trans>
    </>
  );
}
