import type { AppError } from '../../../shared/errors.ts';
import { escapeHtml } from '../../../shared/text/escape-html.ts';
import { page } from '../../html.ts';
import type { PageLanguage } from '../../languages.ts';
import { MIN_LENGTH } from './passwords.ts';

type Mode = 'sign-in' | 'sign-up';

const wordsOf = ({ i18n }: PageLanguage, mode: Mode, linkToOther: string) => {
  const link = (html: string) => ({ html: `<a href="${escapeHtml(linkToOther)}">${html}</a>` });
  return mode === 'sign-in'
    ? {
        title: i18n._('Sign in'),
        button: i18n._('Sign in'),
        hint: '',
        other: i18n._('New here? {link}', { link: link(i18n._('Create an account')) }),
      }
    : {
        title: i18n._('Create an account'),
        button: i18n._('Create account'),
        hint: `<small id="hint">${i18n._('At least {count} characters.', { count: MIN_LENGTH })}</small>`,
        other: i18n._('You have an account? {link}', { link: link(i18n._('Sign in')) }),
      };
};

/**
 * The form of the browser sign-in.
 * @param options.links this page's address per mode; the form is sent to its own
 * @param options.problem a sentence about what did not work, as HTML
 */
export function formPage(
  language: PageLanguage,
  options: { mode: Mode; links: Record<Mode, string>; email?: string; problem?: string },
): string {
  const { i18n } = language;
  const { mode, links, email = '', problem } = options;
  const words = wordsOf(language, mode, links[mode === 'sign-in' ? 'sign-up' : 'sign-in']);
  const autocomplete = mode === 'sign-in' ? 'current-password' : 'new-password';
  const describedBy = [problem && 'problem', words.hint && 'hint'].filter(Boolean).join(' ');
  return page(
    language,
    words.title,
    `<h1>${words.title}</h1>
     ${problem ? `<p role="alert" id="problem"><strong>${problem}</strong></p>` : ''}
     <form method="post" action="${escapeHtml(links[mode])}">
       <p><label for="email">${i18n._('Email address')}</label>
          <input id="email" name="email" type="email" dir="ltr" required maxlength="320" autocomplete="username"
                 value="${escapeHtml(email)}"${email ? '' : ' autofocus'}></p>
       <p><label for="password">${i18n._('Password')}</label>
          <input id="password" name="password" type="password" required maxlength="256"
                 autocomplete="${autocomplete}"${describedBy && ` aria-describedby="${describedBy}"`}${email ? ' autofocus' : ''}>
          ${words.hint}</p>
       <p><button>${words.button}</button></p>
     </form>
     <p>${words.other}</p>`,
  );
}

/** Why a password or an address was not taken, as HTML. The messages of GoTrue's codes are for programs. */
export function problemOf({ i18n }: PageLanguage, { code, message, details }: AppError): string {
  switch (code) {
    case 'invalid_credentials':
      return i18n._('The email address or the password is not right.');
    case 'user_already_exists':
      return i18n._('There is an account with this email address already. Sign in instead.');
    case 'weak_password':
      return i18n._('Choose a password of at least {count} characters that is not easy to guess.', {
        count: MIN_LENGTH,
      });
    case 'over_request_rate_limit':
      return typeof details.retry_after === 'number'
        ? i18n._('Too many attempts. Try again in {seconds, plural, one {# second} other {# seconds}}.', {
            seconds: details.retry_after,
          })
        : i18n._('The server is busy. Try again in a moment.');
    default:
      return escapeHtml(message);
  }
}

/** Which field of the form cannot be what was typed, as HTML. */
export const unfitField = ({ i18n }: PageLanguage, field: unknown): string =>
  field === 'email'
    ? i18n._('This is not a valid email address.')
    : i18n._('This password cannot be used. Choose another.');

/** Shown while the browser hands over to the desktop. */
export function donePage(language: PageLanguage, address: string): string {
  const { i18n } = language;
  const link = { html: `<a href="${escapeHtml(address)}">${i18n._('go back to Pillarbox')}</a>` };
  return page(
    language,
    i18n._('Signed in'),
    `<h1>${i18n._('You are signed in')}</h1>
     <p>${i18n._('Pillarbox opens by itself. If it does not, {link}. You can close this page.', { link })}</p>`,
  );
}

/** Why a link or a form is not one of ours. */
export type Refusal = 'incomplete' | 'provider' | 'elsewhere' | 'foreign_form';

/** Shown instead of the form when the link that led here is not one of ours. */
export function refusedPage(language: PageLanguage, why: Refusal): string {
  const { i18n } = language;
  const reasons = {
    incomplete: i18n._('The link is not complete, or it was changed on its way.'),
    provider: i18n._('The link asks for a way to sign in that this server does not have.'),
    elsewhere: i18n._('The link leads back to a place that is not allowed.'),
    foreign_form: i18n._('This form was sent from another site.'),
  } satisfies Record<Refusal, string>;
  const command = { html: `<em>${i18n._('Sign in')}</em>` };
  return page(
    language,
    i18n._('This link does not work'),
    `<h1>${i18n._('This link does not work')}</h1><p>${reasons[why]}</p>
     <p>${i18n._('Go back to Pillarbox and choose {command} again.', { command })}</p>`,
  );
}
