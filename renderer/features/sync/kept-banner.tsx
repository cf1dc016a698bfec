import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { go } from '../../app/router.ts';
import { useSetting } from '../../app/settings.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** After a brand was lost with changes that had not arrived there, until it is put away. */
export function KeptBanner({ className }: { className?: string | undefined }) {
  const { t } = useLingui();
  const kept = useAppState((state) => state.sync.kept);
  const [seen, setSeen] = useSetting('keptSeen');
  useEffect(() => {
    // Some were let go of: the next one is news again.
    if (kept < seen) setSeen(kept);
  }, [kept, seen, setSeen]);
  if (kept <= seen) return null;
  return (
    <div className={className}>
      <Banner
        tone="warn"
        live
        title={t`${plural(kept, {
          one: '# change was not sent, because you lost access to its brand.',
          other: '# changes were not sent, because you lost access to their brand.',
        })}`}
        actions={
          <>
            <Button size="small" onClick={() => go('/sync')}>
              <Trans>Show</Trans>
            </Button>
            <Button size="small" look="quiet" onClick={() => setSeen(kept)}>
              <Trans>Put away</Trans>
            </Button>
          </>
        }
      >
        <Trans>The words are kept on this device, to be saved or let go.</Trans>
      </Banner>
    </div>
  );
}
