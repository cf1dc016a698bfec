import { Trans, useLingui } from '@lingui/react/macro';
import { keysText } from '../../../shared/keys.ts';
import { CAPTURE_ANYWHERE } from '../../../shared/native-menu.ts';
import { useSetting } from '../../app/settings.ts';
import { useKeysOf } from '../../app/shortcuts/use-keys.ts';
import { useAppState } from '../../app/use-app-state.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { isMac } from '../../ui/keys.tsx';
import { Section } from '../../ui/page.tsx';

/** Ideas from anywhere on this computer; a browser's page cannot listen for that, so it has nothing to set. */
export function CaptureSetting() {
  const { t } = useLingui();
  const electron = useAppState((state) => state.host === 'electron');
  const [on, setOn] = useSetting('captureAnywhere');
  const keys = keysText(useKeysOf()(CAPTURE_ANYWHERE.id) ?? '', isMac);
  if (!electron) return null;
  return (
    <Section
      anchor="capture"
      title={<Trans>Ideas from anywhere</Trans>}
      lead={<Trans>Keep a thought while you are in another program.</Trans>}
    >
      <Checkbox
        label={
          keys
            ? t`Listen for ${keys} everywhere, and show Pillarbox in the tray`
            : t`Show Pillarbox in the tray`
        }
        checked={on}
        onChange={setOn}
      />
    </Section>
  );
}
