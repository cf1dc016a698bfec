import { msg } from '@lingui/core/macro';
import { type ErrorWords, later } from './shared.ts';

const session: ErrorWords = {
  title: msg`Your session has ended.`,
  next: msg`Sign in again. Everything you wrote is on this device.`,
};
const email: ErrorWords = {
  title: msg`There is an account with this e-mail already.`,
  next: msg`Sign in instead.`,
};
const browser: ErrorWords = { title: msg`That sign-in is no longer valid.`, next: msg`Start it again.` };

/** Signing in, roles and brands. */
export const accessErrors = {
  account_needed: {
    title: msg`This needs an account.`,
    next: msg`Sign in or sign up. Everything you made comes along.`,
  },
  already_signed_in: {
    title: msg`You are signed in already.`,
    next: msg`Sign out first to use another account.`,
  },
  bad_jwt: session,
  busy: later,
  browser_sign_in_failed: {
    title: msg`The sign-in in the browser didn’t finish.`,
    next: msg`Start it again, and leave this window open meanwhile.`,
  },
  confirm_email: {
    title: msg`This address isn’t confirmed yet.`,
    next: msg`Open the link in the e-mail you were sent, then sign in.`,
  },
  email_exists: email,
  email_taken: email,
  flow_state_expired: browser,
  flow_state_not_found: browser,
  forbidden: {
    title: msg`Your role doesn’t allow this.`,
    next: msg`Ask an owner or admin of the brand. Your words are kept.`,
  },
  invalid_credentials: {
    title: msg`That e-mail and password don’t match.`,
    next: msg`Check both and try again.`,
  },
  no_authorization: session,
  no_such_brand: {
    title: msg`This brand isn’t on the server, or you have no access to it.`,
    next: msg`Ask an owner to invite you.`,
  },
  not_a_brand_member: {
    title: msg`This person’s role comes from the organization.`,
    next: msg`Change it there.`,
  },
  not_a_member: {
    title: msg`That person is not in this brand.`,
    next: msg`Choose somebody who is, or invite them.`,
  },
  refresh_token_already_used: session,
  refresh_token_not_found: session,
  same_password: { title: msg`That is the password you have already.`, next: msg`Choose another one.` },
  scope_revoked: {
    title: msg`You no longer have access to this brand.`,
    next: msg`Ask an owner to invite you again.`,
  },
  session_expired: session,
  session_not_found: session,
  sign_in_failed: { title: msg`Signing in didn’t work.`, next: msg`Check what you typed and try again.` },
  timed_out: {
    title: msg`Nobody signed in within ten minutes.`,
    next: msg`Start it again when you are ready.`,
  },
  token_expired: session,
  unauthorized: session,
  user_already_exists: email,
  weak_password: { title: msg`That password is too short or too common.`, next: msg`Choose a longer one.` },
  wrong_brand: {
    title: msg`That belongs to another brand.`,
    next: msg`Open it from its own brand and try again.`,
  },
} satisfies Record<string, ErrorWords>;
