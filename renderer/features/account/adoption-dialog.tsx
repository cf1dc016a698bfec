import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { useLiveQuery } from '../../app/use-live-query.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Select } from '../../ui/select.tsx';
import { Spinner } from '../../ui/spinner.tsx';
import styles from './account.module.css';
import { useAdoption } from './adoption-store.ts';

/** Select's value for a brand that stays where it is. */
const HERE = 'here';

/** After signing in: which organization takes each brand made before the account. */
export function AdoptionDialog() {
  const brands = useAppState((state) => state.toAdopt);
  const signedIn = useAppState((state) => state.session.state === 'signed_in');
  const { open, putOff } = useAdoption();
  useEffect(() => {
    // Whoever signs in next is asked again.
    if (!signedIn) useAdoption.setState({ open: false, putOff: false });
  }, [signedIn]);
  const close = () => useAdoption.setState({ open: false, putOff: true });
  return (
    <Dialog
      open={signedIn && brands.length > 0 && (open || !putOff)}
      onClose={close}
      title={<Trans>Where do these brands belong?</Trans>}
      description={
        <Trans>
          You made them before you signed in. Given to an organization they are sent to the server, and posts
          can go out from there. One that stays on this device is shown when you are signed out, and can be
          given later.
        </Trans>
      }
    >
      <Choices brands={brands} onDone={close} />
    </Dialog>
  );
}

function Choices({ brands, onDone }: { brands: { id: string; name: string }[]; onDone(): void }) {
  const { t } = useLingui();
  const rows = useLiveQuery('organizations', {}).data ?? [];
  const able = rows.filter(({ role }) => role === 'owner' || role === 'admin');
  const personal = able.find((row) => row.personal) ?? able[0];
  const [chosen, setChosen] = useState<Record<string, string>>({});
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const placeOf = (id: string) => chosen[id] ?? personal?.id ?? HERE;

  async function adopt() {
    setBusy(true);
    setFailure(null);
    try {
      await desktop.invoke('session.adopt', {
        brands: brands.map(({ id }) => {
          const place = placeOf(id);
          return { brandId: id, organizationId: place === HERE ? null : place };
        }),
      });
      onDone();
    } catch (error) {
      setFailure(explainThrown(error));
      setBusy(false);
    }
  }

  if (!personal) {
    return (
      <>
        <p className={styles.row} role="status">
          <Spinner />
          <Trans>Looking for your organizations…</Trans>
        </p>
        <div className={styles.footer}>
          <Button onClick={onDone}>
            <Trans>Later</Trans>
          </Button>
        </div>
      </>
    );
  }
  const options = [
    ...able.map(({ id, name, personal: own }) => ({
      value: id,
      label: name,
      ...(own && { hint: t`yours alone` }),
    })),
    { value: HERE, label: t`Keep on this device for now` },
  ];
  return (
    <>
      {brands.map(({ id, name }) => (
        <Select
          key={id}
          label={name}
          options={options}
          value={placeOf(id)}
          onChange={(place) => setChosen({ ...chosen, [id]: place })}
        />
      ))}
      {failure && (
        <Banner tone="error" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      <div className={styles.footer}>
        <Button look="quiet" onClick={onDone}>
          <Trans>Later</Trans>
        </Button>
        <Button look="primary" busy={busy} onClick={adopt}>
          <Trans>Continue</Trans>
        </Button>
      </div>
    </>
  );
}
