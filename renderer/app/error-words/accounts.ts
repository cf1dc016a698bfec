import { msg } from '@lingui/core/macro';
import type { ErrorWords } from './shared.ts';

const reconnect = msg`Reconnect it, then try again.`;
const suspended: ErrorWords = {
  title: msg`The platform has suspended this account.`,
  next: msg`Sort it out on the platform, then reconnect.`,
};
const signedout: ErrorWords = {
  title: msg`The account was signed out.`,
  next: msg`Connect it again; the post then goes out.`,
  last: reconnect,
};
const refused: ErrorWords = {
  title: msg`The platform refused the sign-in.`,
  next: msg`Check the name and the app password, then try again.`,
};

/** Accounts on platforms. */
export const accountErrors = {
  account_deactivated: {
    title: msg`This account is switched off on the platform.`,
    next: msg`Switch it on there, then reconnect.`,
  },
  account_moved: {
    title: msg`This account moved to another one, and takes no more posts.`,
    next: msg`Connect the account that it moved to.`,
  },
  account_suspended: suspended,
  account_taken_down: suspended,
  check_not_reached: {
    title: msg`Not asked yet: what stands above comes first.`,
    next: msg`Put that right, then check again.`,
  },
  check_not_said: {
    title: msg`The platform does not tell.`,
    next: msg`It shows when something goes out.`,
  },
  address_blocked: {
    title: msg`That address can’t be used from this server.`,
    next: msg`Check the address of the account’s server.`,
  },
  already_connected: {
    title: msg`This brand has that account already.`,
    next: msg`Use the one that is there, or reconnect it.`,
  },
  app_password_needed: {
    title: msg`This account needs an app password.`,
    next: msg`Make one in the platform’s settings and use it here.`,
  },
  auth_expired: signedout,
  auth_failed: refused,
  handle_invalid: { title: msg`There is no account of that name.`, next: msg`Check the name and try again.` },
  already_protected: {
    title: msg`The sign-ins are protected already.`,
    next: msg`Nothing was changed.`,
  },
  secrets_locked: {
    title: msg`The sign-ins kept on this device are locked.`,
    next: msg`Unlock them with your passphrase under Account.`,
  },
  wrong_passphrase: {
    title: msg`That passphrase does not open them.`,
    next: msg`Nothing is lost. Try again, also with Caps Lock off.`,
  },
  keychain_locked: { title: msg`The keychain is locked.`, next: msg`Unlock it and try again.` },
  keychain_unavailable: {
    title: msg`This computer has no keychain to keep the password in.`,
    next: msg`It is kept until you close the app.`,
  },
  not_holder: {
    title: msg`This account is held somewhere else.`,
    next: msg`Publish from the device that holds it, or let the server publish.`,
  },
  held_by_device: {
    title: msg`Only the device that holds this account can publish it.`,
    next: msg`Publish from there, or let the server publish.`,
  },
  other_account: {
    title: msg`That is another account than the one connected here.`,
    next: msg`Sign in with the same account, or connect the other one beside it.`,
  },
  platform_off: {
    title: msg`This server doesn’t publish to that platform.`,
    next: msg`Ask whoever runs the server.`,
  },
  access_denied: {
    title: msg`Access was denied, so nothing was connected.`,
    next: msg`Start again, and allow what Pillarbox asks for.`,
  },
  sign_in_expired: {
    title: msg`That sign-in was used already, or took too long.`,
    next: msg`Start it again.`,
  },
  sign_in_refused: {
    title: msg`The platform refused the sign-in.`,
    next: msg`Start it again. If it is refused again, look at the account on the platform.`,
  },
  sign_in_in_browser: {
    title: msg`This platform is connected by signing in there.`,
    next: msg`Choose it under “Connect a channel” and continue in the browser.`,
  },
  app_not_allowed: {
    title: msg`The platform doesn’t let this server’s app do that.`,
    next: msg`Whoever runs the server should look at the app in the platform’s developer console.`,
  },
  app_misconfigured: {
    title: msg`The platform doesn’t accept this server’s app.`,
    next: msg`Whoever runs the server should check the app’s id and secret. The accounts stay connected, and what is due goes on by itself after that.`,
    last: msg`Whoever runs the server should check the app’s id and secret. Then try again.`,
  },
  refresh_refused: {
    title: msg`The platform did not renew the sign-in.`,
    next: msg`It is tried again by itself. If it goes on for long, reconnect the account.`,
    last: msg`Try again. If it goes on for long, connect the account anew.`,
  },
  account_not_professional: {
    title: msg`Instagram lets apps post only to professional accounts.`,
    next: msg`Make it a business or creator account in Instagram’s settings, then connect it again.`,
  },
  facebook_no_page: {
    title: msg`Facebook showed no page.`,
    next: msg`Sign in as somebody who manages the page, and choose it when Facebook asks.`,
  },
  facebook_page_alone: {
    title: msg`No professional Instagram account is linked to that page.`,
    next: msg`Link it in the page’s settings on Facebook, then connect it again.`,
  },
  youtube_no_channel: {
    title: msg`This Google account has no YouTube channel.`,
    next: msg`Make one on YouTube, or sign in with the account that has it.`,
  },
  no_browser_sign_in: {
    title: msg`This platform isn’t connected in a browser.`,
    next: msg`Connect it with its handle and an app password.`,
  },
  permission_missing: {
    title: msg`Pillarbox may not do that with this account.`,
    next: msg`Reconnect it, and allow everything it asks for.`,
  },
  reconnect_needed: signedout,
  sandbox_unauthorized: signedout,
  secret_missing: signedout,
  secret_unreadable: {
    title: msg`What is kept to sign in with can’t be read.`,
    next: msg`Connect the account again; the post then goes out.`,
    last: reconnect,
  },
  signed_out: signedout,
  wrong_credentials: refused,
} satisfies Record<string, ErrorWords>;
