import '@fontsource-variable/inter';
import '../ui/tokens.css';
import '../ui/base.css';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { activateLanguage } from '../app/i18n.ts';
import { followAppState } from '../app/use-app-state.ts';
import { askEarly } from '../app/use-live-query.ts';
import { App } from './app.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { loadFirstScreen } from './first-address.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root element.');

// One after the other these would be most of a start: the state, the words, the brands and the screen's code.
askEarly('brands', {});
await Promise.all([activateLanguage('en'), followAppState().then(loadFirstScreen)]);
createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <ErrorBoundary>
        <App />
      </ErrorBoundary>
    </I18nProvider>
  </StrictMode>,
);
