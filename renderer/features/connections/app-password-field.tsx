import { Trans, useLingui } from '@lingui/react/macro';
import { desktop } from '../../app/desktop.ts';
import { tellError } from '../../app/tell-error.ts';
import { TextField } from '../../ui/text-field.tsx';
import styles from './connections.module.css';

const WHERE = 'https://bsky.app/settings/app-passwords';

/** Bluesky's app password, with the way to one. */
type AppPasswordFieldProps = { value: string; onChange(value: string): void; missing?: boolean };

export function AppPasswordField({ value, onChange, missing }: AppPasswordFieldProps) {
  const { t } = useLingui();
  return (
    <TextField
      label={t`App password`}
      type="password"
      autoComplete="off"
      placeholder="xxxx-xxxx-xxxx-xxxx"
      maxLength={1000}
      value={value}
      onChange={onChange}
      error={missing ? t`Paste the app password.` : null}
      hint={
        <Trans>
          Not your own password: one made for Pillarbox, that you can take back at any time.{' '}
          <button
            type="button"
            className={styles.link}
            onClick={() => desktop.invoke('host.openExternal', { url: WHERE }).catch(tellError)}
          >
            Make one on Bluesky
          </button>
        </Trans>
      }
    />
  );
}
