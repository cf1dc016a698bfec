import type { Role } from '../../../shared/kinds/index.ts';
import { escapeHtml } from '../../../shared/text/escape-html.ts';
import { page } from '../../html.ts';
import type { PageLanguage } from '../../languages.ts';

/** What somebody sees who opens an invitation's link in a browser. */
export function invitePage(
  language: PageLanguage,
  invitation: { brand: string; role: Role } | undefined,
  link: string,
): string {
  const { i18n } = language;
  if (!invitation) {
    return page(
      language,
      i18n._('Invitation not valid'),
      `<h1>${i18n._('This invitation is not valid any more')}</h1>
       <p>${i18n._('It was used, taken back or is older than a week. Ask the person who sent it for a new one.')}</p>`,
    );
  }
  const { brand, role } = invitation;
  const title = i18n._('Join {brand}', { brand });
  const named = { html: `<strong dir="auto">${escapeHtml(brand)}</strong>` };
  const command = { html: `<em>${i18n._('Join with a link')}</em>` };
  return page(
    language,
    title,
    `<h1>${title}</h1>
     <p>${i18n._(
       'You are invited to plan and answer for {brand} on Pillarbox, as {role, select, owner {owner} admin {admin} manager {manager} other {member}}.',
       { brand: named, role },
     )}</p>
     <ol><li>${i18n._('Open Pillarbox on your computer and sign in.')}</li>
         <li>${i18n._('Choose {command}.', { command })}</li>
         <li>${i18n._('Paste this address:')}</li></ol>
     <p><code dir="ltr">${escapeHtml(link)}</code></p>`,
  );
}
