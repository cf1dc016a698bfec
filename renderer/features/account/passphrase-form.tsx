import { Trans, useLingui } from '@lingui/react/macro';
import { type FormEvent, useState } from 'react';
import { MIN_PASSPHRASE } from '../../../shared/passphrase.ts';
import { desktop } from '../../app/desktop.ts';
import { type Explanation, explainThrown } from '../../app/errors.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/text-field.tsx';
import styles from './account.module.css';

type PassphraseFormProps = {
  /** `choose` asks for it twice: nobody can tell it to a person who mistyped it. */
  what: 'choose' | 'unlock' | 'change';
  /** Called when it worked; where it is the one thing to do, in a dialog. */
  onDone?(): void;
};

/** A passphrase for the sign-ins kept on this device: chosen, or given to open them. */
export function PassphraseForm({ what, onDone }: PassphraseFormProps) {
  const { t } = useLingui();
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [checked, setChecked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Explanation | null>(null);
  const [before, setBefore] = useState('');
  const choose = what !== 'unlock';
  const change = what === 'change';

  const tooShort = choose
    ? passphrase.length < MIN_PASSPHRASE &&
      t`Choose at least ${MIN_PASSPHRASE} characters: a few words do well.`
    : passphrase === '' && t`Write your passphrase.`;
  const differs = choose && again !== passphrase && t`The two are not the same. Write it once more.`;

  async function submit(event: FormEvent) {
    event.preventDefault();
    setChecked(true);
    if (tooShort || differs || (change && before === '')) return;
    setBusy(true);
    setFailure(null);
    try {
      if (change) await desktop.invoke('secrets.change', { passphrase: before, next: passphrase });
      else await desktop.invoke(choose ? 'secrets.protect' : 'secrets.unlock', { passphrase });
      onDone?.();
    } catch (error) {
      setFailure(explainThrown(error));
    }
    setBusy(false);
  }

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      {change && (
        <TextField
          label={t`Present passphrase`}
          type="password"
          autoComplete="current-password"
          maxLength={1000}
          value={before}
          onChange={setBefore}
          error={checked && before === '' ? t`Write your passphrase.` : null}
        />
      )}
      <TextField
        label={change ? t`New passphrase` : t`Passphrase`}
        type="password"
        autoComplete={choose ? 'new-password' : 'current-password'}
        maxLength={1000}
        value={passphrase}
        onChange={setPassphrase}
        error={checked ? tooShort || null : null}
      />
      {choose && (
        <TextField
          label={t`The same again`}
          type="password"
          autoComplete="new-password"
          maxLength={1000}
          value={again}
          onChange={setAgain}
          error={checked && !tooShort ? differs || null : null}
        />
      )}
      {failure && (
        <Banner tone="error" live title={failure.title}>
          {failure.next}
        </Banner>
      )}
      <div className={styles.buttons}>
        <Button look={onDone ? 'primary' : 'plain'} type="submit" busy={busy}>
          {change ? (
            <Trans>Change the passphrase</Trans>
          ) : choose ? (
            <Trans>Protect with this passphrase</Trans>
          ) : (
            <Trans>Unlock</Trans>
          )}
        </Button>
      </div>
    </form>
  );
}
