import { CSPProvider } from '@base-ui/react/csp-provider';
import { DirectionProvider } from '@base-ui/react/direction-provider';
import { Tooltip } from '@base-ui/react/tooltip';
import { useLingui } from '@lingui/react/macro';
import { useEffect } from 'react';
import { Router } from 'wouter';
import { directionOf } from '../../shared/text/direction.ts';
import { listenForKeys } from '../app/commands.ts';
import { displayLocale } from '../app/i18n.ts';
import { Outside } from '../app/outside.ts';
import { locationHook } from '../app/router.ts';
import { useTheme } from '../app/theme.ts';
import { AdoptionDialog } from '../features/account/adoption-dialog.tsx';
import { Toasts } from '../ui/toast.tsx';
import { Shell } from './shell.tsx';

/** Everything that is there once: direction, keys, tooltips, toasts; then the shell. */
export function App() {
  const { t } = useLingui();
  useTheme();
  useEffect(() => listenForKeys(window), []);
  return (
    <CSPProvider disableStyleElements>
      <DirectionProvider direction={directionOf(displayLocale())}>
        <Tooltip.Provider delay={500} closeDelay={0}>
          <Router hook={locationHook}>
            <Shell />
            <AdoptionDialog />
            <Outside />
          </Router>
          <Toasts closeLabel={t`Dismiss`} />
        </Tooltip.Provider>
      </DirectionProvider>
    </CSPProvider>
  );
}
