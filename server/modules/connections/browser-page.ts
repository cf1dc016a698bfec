import type { AppError } from '../../../shared/errors.ts';
import { escapeHtml } from '../../../shared/text/escape-html.ts';
import { page } from '../../html.ts';
import type { PageLanguage } from '../../languages.ts';

/** What somebody sees who comes back from a platform's pages: it worked. */
export function connectedPage(language: PageLanguage, handle: string): string {
  const { i18n } = language;
  const name = { html: `<strong dir="auto">${escapeHtml(handle)}</strong>` };
  return page(
    language,
    i18n._('Connected'),
    `<h1>${i18n._('{name} is connected', { name })}</h1>
     <p>${i18n._('Go back to Pillarbox; you can close this page.')}</p>`,
  );
}

/** It did not work: why, and what to do. */
export function failedPage(language: PageLanguage, { code, message }: AppError): string {
  const { i18n } = language;
  const known: Record<string, string> = {
    access_denied: i18n._('Access was denied, so nothing was connected.'),
    sign_in_expired: i18n._('This sign-in was used already or took too long.'),
    already_connected: i18n._('This brand has that account already.'),
  };
  const why = known[code] ?? escapeHtml(message);
  return page(
    language,
    i18n._('Not connected'),
    `<h1>${i18n._('The account was not connected')}</h1>
     <p>${why}</p>
     <p>${i18n._('Go back to Pillarbox and start again there. Nothing else has changed.')}</p>`,
  );
}
