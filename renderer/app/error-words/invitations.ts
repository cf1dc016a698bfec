import { msg } from '@lingui/core/macro';
import type { ErrorWords } from './shared.ts';

/** Invitations and who belongs. */
export const invitationErrors = {
  invitation_expired: { title: msg`This invitation has run out.`, next: msg`Ask for a new one.` },
  invitation_for_other: {
    title: msg`This invitation is for another e-mail address.`,
    next: msg`Sign in with that address, or ask for a new one.`,
  },
  invitation_revoked: { title: msg`This invitation was taken back.`, next: msg`Ask whoever invited you.` },
  invitation_unknown: {
    title: msg`This invitation link isn’t right.`,
    next: msg`Copy the whole link, or ask for a new one.`,
  },
  invitation_used: {
    title: msg`This invitation has been used.`,
    next: msg`Ask for a new one if it wasn’t you.`,
  },
  last_owner: {
    title: msg`A brand needs at least one owner.`,
    next: msg`Make somebody else an owner first.`,
  },
} satisfies Record<string, ErrorWords>;
