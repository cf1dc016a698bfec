import { Trans, useLingui } from '@lingui/react/macro';
import { HardDrive, Server } from 'lucide-react';
import { useAppState } from '../../app/use-app-state.ts';
import { RadioCards } from '../../ui/radio-cards.tsx';

type Holder = 'device' | 'server';

/** Exactly one of the two holds an account's secret. */
export function HolderChoice({ value, onChange }: { value: Holder; onChange(holder: Holder): void }) {
  const { t } = useLingui();
  const keychain = useAppState((state) => state.keychain);
  return (
    <RadioCards
      label={t`Who publishes`}
      value={value}
      onChange={onChange}
      options={[
        {
          value: 'server',
          icon: <Server size={16} aria-hidden="true" />,
          label: <Trans>The server</Trans>,
          hint: (
            <Trans>
              Posts go out on time with this computer closed. The sign-in is kept encrypted on the server.
            </Trans>
          ),
        },
        {
          value: 'device',
          icon: <HardDrive size={16} aria-hidden="true" />,
          label: <Trans>This device</Trans>,
          hint:
            keychain === 'session_only' ? (
              <Trans>
                Works with no account. Nothing goes out while this computer sleeps. This computer has no
                keychain, so the sign-in is kept only until Pillarbox is closed.
              </Trans>
            ) : keychain !== 'keychain' ? (
              <Trans>
                Works with no account: publish now, and read and answer comments. Nothing goes out while this
                computer sleeps. The sign-in stays in the file that your passphrase opens.
              </Trans>
            ) : (
              <Trans>
                Works with no account: publish now, and read and answer comments. Nothing goes out while this
                computer sleeps. The sign-in stays in its keychain.
              </Trans>
            ),
        },
      ]}
    />
  );
}
