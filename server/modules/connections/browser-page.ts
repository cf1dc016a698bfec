import type { AppError } from '../../../shared/errors.ts';
import { escapeHtml } from '../../../shared/text/escape-html.ts';
import { page } from '../../html.ts';
import type { PageLanguage } from '../../languages.ts';
import type { Choice } from './choices.ts';

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

/** The sign-in reaches several accounts: which of them is it? */
export function choosePage(language: PageLanguage, { state, accounts }: Choice): string {
  const { i18n } = language;
  const buttons = accounts.map(
    ({ remoteId, handle, displayName }) =>
      `<button name="account" value="${escapeHtml(remoteId)}"><bdi>${escapeHtml(displayName)}</bdi>
       <small><bdi>${escapeHtml(handle)}</bdi></small></button>`,
  );
  return page(
    language,
    i18n._('Choose an account'),
    `<h1>${i18n._('Which account is to be connected?')}</h1>
     <p>${i18n._('You can connect the others afterwards, one at a time.')}</p>
     <form method="post" action="/connect/choose"><input type="hidden" name="state" value="${escapeHtml(state)}">
     ${buttons.join('')}</form>`,
    `form { display: grid; gap: .75rem }
     button { text-align: start; color: inherit; background: transparent; border: 1px solid var(--soft) }
     button:hover { border-color: var(--accent) } button small { display: block }`,
  );
}

/** It did not work: why, and what to do. */
export function failedPage(language: PageLanguage, { code, message }: AppError): string {
  const { i18n } = language;
  const known: Record<string, string> = {
    access_denied: i18n._('Access was denied, so nothing was connected.'),
    sign_in_expired: i18n._('This sign-in was used already or took too long.'),
    already_connected: i18n._('This brand has that account already.'),
    facebook_no_page: i18n._(
      'Facebook showed no page. Sign in as somebody who manages the page, and choose it when Facebook asks.',
    ),
    facebook_page_alone: i18n._(
      'No professional Instagram account is linked to that page. Link it in the page’s settings on Facebook.',
    ),
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
