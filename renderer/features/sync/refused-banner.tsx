import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { go } from '../../app/router.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';

/** Where there is no indicator that would say it: the server refused something, and its words are kept. */
export function RefusedBanner() {
  const { t } = useLingui();
  const refused = useAppState((state) => state.sync.failed.length);
  if (refused === 0) return null;
  return (
    <Banner
      tone="warn"
      live
      title={t`${plural(refused, { one: '# change was refused', other: '# changes were refused' })}`}
      actions={
        <Button size="small" onClick={() => go('/sync')}>
          <Trans>Show</Trans>
        </Button>
      }
    >
      <Trans>The words are kept here until you decide.</Trans>
    </Banner>
  );
}
