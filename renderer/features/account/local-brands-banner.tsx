import { Trans, useLingui } from '@lingui/react/macro';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { useAdoption } from './adoption-store.ts';

/** While signed in: names the brands that wait on this device to be given to an organization. */
export function LocalBrandsBanner() {
  const { t } = useLingui();
  const signedIn = useAppState((state) => state.session.state === 'signed_in');
  const brands = useAppState((state) => state.toAdopt);
  if (!signedIn || brands.length === 0) return null;
  return (
    <Banner
      title={t`On this device only: ${brands.map(({ name }) => name).join(', ')}`}
      actions={
        <Button size="small" onClick={() => useAdoption.setState({ open: true })}>
          <Trans>Choose where they belong</Trans>
        </Button>
      }
    >
      <Trans>Made before you signed in, and shown when you are signed out.</Trans>
    </Banner>
  );
}
