import '@fontsource-variable/inter';
import '../ui/tokens.css';
import '../ui/base.css';
import { i18n } from '@lingui/core';
import { I18nProvider } from '@lingui/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { activateLanguage } from './i18n.ts';
import { followAppState } from './use-app-state.ts';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no root element.');

await Promise.all([activateLanguage('en'), followAppState()]);
createRoot(root).render(
  <StrictMode>
    <I18nProvider i18n={i18n}>
      <ErrorBoundary>
        <App />
      </ErrorBoundary>
    </I18nProvider>
  </StrictMode>,
);
