import type { Role } from '../../../shared/kinds/index.ts';
import { escapeHtml, page } from '../../html.ts';

/** What somebody sees who opens an invitation's link in a browser. */
export function invitePage(invitation: { brand: string; role: Role } | undefined, link: string): string {
  if (!invitation) {
    return page(
      'Invitation not valid',
      `<h1>This invitation is not valid any more</h1>
       <p>It was used, taken back or is older than a week. Ask the person who sent it for a new one.</p>`,
    );
  }
  return page(
    `Join ${invitation.brand}`,
    `<h1>Join ${escapeHtml(invitation.brand)}</h1>
     <p>You are invited to plan and answer for <strong>${escapeHtml(invitation.brand)}</strong>
        on Pillarbox, as ${escapeHtml(invitation.role)}.</p>
     <ol><li>Open Pillarbox on your computer and sign in.</li>
         <li>Choose <em>Join with a link</em>.</li>
         <li>Paste this address:</li></ol>
     <p><code>${escapeHtml(link)}</code></p>`,
  );
}
