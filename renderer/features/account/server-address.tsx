import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import styles from './account.module.css';

/** The server this desktop talks to. It can be changed while nobody is signed in. */
export function ServerAddress() {
  const { t } = useLingui();
  const current = useAppState((state) => state.serverUrl);
  const signedOut = useAppState((state) => state.session.state === 'none');
  const [typed, setTyped] = useState<string | null>(null);
  const [invalid, setInvalid] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Explanation | null>(null);

  if (!signedOut) {
    return (
      <p>
        <code>{current}</code>
        <br />
        <span className={styles.quiet}>
          <Trans>Sign out to use another server.</Trans>
        </span>
      </p>
    );
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    const url = webAddress(typed ?? current);
    setInvalid(url === null);
    if (url === null) return;
    setBusy(true);
    setFailure(null);
    try {
      await desktop.invoke('session.setServer', { url });
      setTyped(null);
      showToast({ title: t`Server changed.` });
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  return (
    <form className={styles.inline} onSubmit={submit} noValidate>
      <TextField
        label={t`Address`}
        type="url"
        inputMode="url"
        autoComplete="off"
        maxLength={500}
        value={typed ?? current}
        onChange={(value) => {
          setTyped(value);
          setInvalid(false);
        }}
        error={invalid ? t`Write a web address, like https://pillarbox.example.org.` : null}
      />
      <Button type="submit" busy={busy} disabled={typed === null || typed.trim() === current}>
        <Trans>Use this server</Trans>
      </Button>
      {failure && (
        <div className={styles.whole}>
          <Banner tone="error" live title={failure.title}>
            {failure.next}
          </Banner>
        </div>
      )}
    </form>
  );
}

/** `pillarbox.example.org` as a whole address; null when it is none. */
function webAddress(text: string): string | null {
  const whole = /^[a-z]+:\/\//i.test(text.trim()) ? text.trim() : `https://${text.trim()}`;
  try {
    const { protocol, href } = new URL(whole);
    return protocol === 'https:' || protocol === 'http:' ? href.replace(/\/$/, '') : null;
  } catch {
    return null;
  }
}
