import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { desktop } from '../../app/desktop.ts';
import { tellError } from '../../app/tell-error.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Section } from '../../ui/page.tsx';
import { showToast } from '../../ui/toast.tsx';

/** The person, and the way out. */
export function SignedIn({ name, email }: { name: string; email: string }) {
  const { t } = useLingui();
  const sync = useAppState((state) => state.sync);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const unsent = sync.waiting + sync.failed.length;

  async function signOut() {
    setBusy(true);
    try {
      const { kept } = await desktop.invoke('session.signOut', {});
      setAsking(false);
      showToast({
        title: t`Signed out.`,
        ...(kept > 0 && {
          description: t`${plural(kept, {
            one: '# change was not sent yet. It is kept, and sent when you sign in again here.',
            other: '# changes were not sent yet. They are kept, and sent when you sign in again here.',
          })}`,
        }),
      });
    } catch (error) {
      tellError(error);
    }
    setBusy(false);
  }

  return (
    <Section
      title={name || email}
      lead={name ? email : null}
      actions={
        <Button onClick={() => setAsking(true)}>
          <Trans>Sign out</Trans>
        </Button>
      }
    >
      <Confirm
        open={asking}
        title={<Trans>Sign out of this device?</Trans>}
        confirm={<Trans>Sign out</Trans>}
        cancel={<Trans>Stay</Trans>}
        busy={busy}
        onConfirm={signOut}
        onClose={() => setAsking(false)}
      >
        {unsent > 0 ? (
          t`${plural(unsent, {
            one: '# change has not reached the server. It stays in this account’s file on this device and is sent when you sign in again here.',
            other:
              '# changes have not reached the server. They stay in this account’s file on this device and are sent when you sign in again here.',
          })}`
        ) : (
          <Trans>Everything has reached the server. It is here again when you sign in.</Trans>
        )}
      </Confirm>
    </Section>
  );
}
