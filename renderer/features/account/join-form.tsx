import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { go } from '../../app/router.ts';
import { saveSetting } from '../../app/settings.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import styles from './account.module.css';
import { SignInDialog } from './sign-in-dialog.tsx';

/**
 * Accepts an invitation. Without an account it asks for one first and goes on by itself.
 * @param invitation the token that a deep link brought: filled in, never accepted without the person
 */
export function JoinForm({ invitation = '' }: { invitation?: string | undefined }) {
  const { t } = useLingui();
  const signedIn = useAppState((state) => state.session.state === 'signed_in');
  const [link, setLink] = useState(invitation);
  const [signingIn, setSigningIn] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Explanation | null>(null);

  async function join() {
    setBusy(true);
    setFailure(null);
    try {
      const { brandId } = await desktop.invoke('invitations.accept', { link: link.trim() });
      saveSetting('brand', brandId);
      showToast({ title: t`You have joined.`, description: t`The brand appears as soon as it has arrived.` });
      setLink('');
      go('/calendar');
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (link.trim() === '') return;
    if (signedIn) join();
    else setSigningIn(true);
  }

  return (
    <>
      <form className={styles.inline} onSubmit={submit} noValidate>
        <TextField
          label={t`Invitation link`}
          type="url"
          inputMode="url"
          autoComplete="off"
          placeholder="https://…/invite/…"
          maxLength={2000}
          value={link}
          onChange={setLink}
        />
        <Button type="submit" busy={busy} disabled={link.trim() === ''}>
          <Trans>Join</Trans>
        </Button>
        {failure && (
          <div className={styles.whole}>
            <Banner tone="error" live title={failure.title}>
              {failure.next}
            </Banner>
          </div>
        )}
      </form>
      {/* Beside the form: events of what React holds inside it would submit it. */}
      <SignInDialog
        open={signingIn}
        onClose={() => setSigningIn(false)}
        onDone={join}
        start="up"
        reason={<Trans>An invitation belongs to an account. You join as soon as you are signed in.</Trans>}
      />
    </>
  );
}
