import { Trans, useLingui } from '@lingui/react/macro';
import { Globe } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Segments } from '../../ui/tabs.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './account.module.css';

type SignInFormProps = {
  /** `up` starts with a new account. Somebody whose session has ended only signs in. */
  start?: 'in' | 'up';
  onDone?(): void;
};
type Busy = 'password' | 'browser' | null;

const MIN_PASSWORD = 8;

/** Sign up, sign in, or sign in with the browser. What was typed stays when it fails. */
export function SignInForm({ start = 'in', onDone }: SignInFormProps) {
  const { t } = useLingui();
  const session = useAppState((state) => state.session);
  const known = session.state === 'expired' ? session.email : null;
  const [mode, setMode] = useState<'in' | 'up'>(known ? 'in' : start);
  const [name, setName] = useState('');
  const [email, setEmail] = useState(known ?? '');
  const [password, setPassword] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState<Busy>(null);
  const [failure, setFailure] = useState<Explanation | null>(null);

  const emailError = /^\S+@\S+\.\S+$/.test(email.trim())
    ? null
    : t`Write an e-mail address, like ada@example.org.`;
  const tooShort = mode === 'up' ? [...password].length < MIN_PASSWORD : password === '';
  const passwordError = !tooShort
    ? null
    : mode === 'up'
      ? t`Choose a password of at least ${MIN_PASSWORD} characters.`
      : t`Write your password.`;

  async function attempt(kind: Exclude<Busy, null>, run: () => Promise<unknown>) {
    setBusy(kind);
    setFailure(null);
    try {
      await run();
      onDone?.();
    } catch (error) {
      setFailure(explainThrown(error));
    } finally {
      setBusy(null);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (emailError || passwordError) return;
    const credentials = { email: email.trim(), password };
    attempt('password', () =>
      mode === 'up'
        ? desktop.invoke('session.signUp', { ...credentials, name: name.trim() })
        : desktop.invoke('session.signIn', credentials),
    );
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {!known && (
        <Segments
          label={t`Account`}
          options={[
            { value: 'in', label: t`Sign in` },
            { value: 'up', label: t`Sign up` },
          ]}
          value={mode}
          onChange={(next) => {
            setMode(next);
            setChecked(false);
            setFailure(null);
          }}
        />
      )}
      {mode === 'up' && (
        <TextField
          label={t`Your name`}
          hint={<Trans>What the people you work with see.</Trans>}
          autoComplete="name"
          maxLength={200}
          value={name}
          onChange={setName}
        />
      )}
      <TextField
        label={t`E-mail`}
        type="email"
        autoComplete="username"
        maxLength={320}
        readOnly={known !== null}
        value={email}
        onChange={setEmail}
        error={checked ? emailError : null}
      />
      <TextField
        label={t`Password`}
        type="password"
        autoComplete={mode === 'up' ? 'new-password' : 'current-password'}
        maxLength={1000}
        value={password}
        onChange={setPassword}
        error={checked ? passwordError : null}
      />
      {failure && (
        <Banner tone="error" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      <div className={styles.buttons}>
        <Button look="primary" type="submit" busy={busy === 'password'} disabled={busy !== null}>
          {mode === 'up' ? <Trans>Sign up</Trans> : <Trans>Sign in</Trans>}
        </Button>
        <Button
          icon={<Globe size={16} aria-hidden="true" />}
          busy={busy === 'browser'}
          disabled={busy !== null}
          onClick={() => attempt('browser', () => desktop.invoke('session.signInWithBrowser', {}))}
        >
          <Trans>Sign in with the browser</Trans>
        </Button>
      </div>
      {busy === 'browser' && (
        <p role="status" className={styles.quiet}>
          <Trans>Finish in the browser window that just opened. This page goes on by itself.</Trans>
        </p>
      )}
    </form>
  );
}
