import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** What happened; and what is safe, or what to do. */
export type ErrorWords = { title: MessageDescriptor; next: MessageDescriptor };

// Said by several codes.
const session: ErrorWords = {
  title: msg`Your session has ended.`,
  next: msg`Sign in again. Everything you wrote is on this device.`,
};
const email: ErrorWords = {
  title: msg`There is an account with this e-mail already.`,
  next: msg`Sign in instead.`,
};
const browser: ErrorWords = { title: msg`That sign-in is no longer valid.`, next: msg`Start it again.` };
const offline: ErrorWords = {
  title: msg`The server can’t be reached.`,
  next: msg`Keep working. Everything is sent when the connection is back.`,
};
const core: ErrorWords = {
  title: msg`The app lost its connection to its own core.`,
  next: msg`It reconnects by itself. If not, start Pillarbox again.`,
};
const broken: ErrorWords = {
  title: msg`Something went wrong inside Pillarbox.`,
  next: msg`Try again. What you wrote is kept.`,
};
const often: ErrorWords = {
  title: msg`That was too often in a short time.`,
  next: msg`Wait a minute and try again.`,
};
const later: ErrorWords = {
  title: msg`The server can’t answer just now.`,
  next: msg`Nothing is lost; it is tried again by itself.`,
};
const input: ErrorWords = { title: msg`That wasn’t understood.`, next: msg`Check the fields and try again.` };
const large: ErrorWords = { title: msg`That is too large.`, next: msg`Make it smaller or split it.` };
const time: ErrorWords = { title: msg`There is no such date and time.`, next: msg`Choose another.` };
const retired: ErrorWords = {
  title: msg`An older version of the app wrote this, and it can’t be done any more.`,
  next: msg`Its words are kept; write it anew.`,
};
const newer: ErrorWords = {
  title: msg`This version of the app is newer than the server.`,
  next: msg`Ask whoever runs the server to update it. Your work waits on this device.`,
};
const suspended: ErrorWords = {
  title: msg`The platform has suspended this account.`,
  next: msg`Sort it out on the platform, then reconnect.`,
};
const signedout: ErrorWords = {
  title: msg`The account was signed out.`,
  next: msg`Connect it again; the post then goes out.`,
};
const refused: ErrorWords = {
  title: msg`The platform refused the sign-in.`,
  next: msg`Check the name and the app password, then try again.`,
};
const platform: ErrorWords = {
  title: msg`The platform isn’t answering.`,
  next: msg`It is tried again by itself.`,
};
const long: ErrorWords = {
  title: msg`The text is too long for this platform.`,
  next: msg`Shorten it, or write a shorter version for this channel.`,
};

/** Every code a person can meet: from the server, the core, the mutators, the connectors and the platforms. */
export const errorWords: Record<string, ErrorWords> = {
  // Media
  asset_in_use: {
    title: msg`A post that is planned shows this file.`,
    next: msg`Take it off the post first, or delete it when the post is out.`,
  },
  wrong_post: broken,
  file_changed: {
    title: msg`The file changed while it was read.`,
    next: msg`Nothing of it was taken. Add it again when whatever writes it is done.`,
  },
  file_damaged: {
    title: msg`The file is damaged or incomplete.`,
    next: msg`Add it again from where it came from.`,
  },
  file_empty: { title: msg`There is nothing in this file.`, next: msg`Choose another one.` },
  file_over_limit: { title: msg`This file is too large for the library.`, next: msg`Make it smaller first.` },
  file_too_large_for_server: {
    title: msg`The server takes no file so large.`,
    next: msg`Make it smaller, or ask whoever runs the server to allow it.`,
  },
  file_type_unsupported: {
    title: msg`Files of this type are not taken.`,
    next: msg`Pictures (JPEG, PNG, GIF, WebP, AVIF), videos (MP4, MOV, WebM) and PDF are.`,
  },
  file_read_failed: {
    title: msg`The file could not be read.`,
    next: msg`It may have been moved, changed or locked. Add it again.`,
  },
  heic_unsupported: {
    title: msg`HEIC pictures are not taken.`,
    next: msg`Save it as JPEG first; phones and Macs can when they share it.`,
  },
  media_elsewhere: {
    title: msg`This file is on another device and not on the server yet.`,
    next: msg`Open Pillarbox there until it is sent.`,
  },
  media_here: later,
  media_lost: {
    title: msg`The server lost this file.`,
    next: msg`Add it again from a device that has it.`,
  },
  media_mismatch: {
    title: msg`What arrived at the server is not this file.`,
    next: msg`Take it out of the library and add it again.`,
  },
  media_missing: {
    title: msg`A file of this post is no longer in the library.`,
    next: msg`Take it off the post or put another in its place.`,
  },
  media_not_here: {
    title: msg`A file of this post is not on this device.`,
    next: msg`It goes out when the file is here or on the server.`,
  },
  media_not_sent: {
    title: msg`Pillarbox does not send such files to this platform yet.`,
    next: msg`Take it off this channel, or post there by hand.`,
  },
  media_unfit: {
    title: msg`A picture cannot be made to fit what the platform takes.`,
    next: msg`Put another picture in its place.`,
  },
  media_not_uploaded: {
    title: msg`The server does not have the post’s files yet.`,
    next: msg`It goes out when they are sent. Keep Pillarbox open on the device that has them.`,
  },
  media_quota: {
    title: msg`The organization has no room left on this server.`,
    next: msg`Delete files nobody needs, or ask whoever runs the server for more room.`,
  },
  picture_too_large: {
    title: msg`This picture has too many pixels.`,
    next: msg`Make it smaller first: 120 megapixels are taken.`,
  },
  server_disk_full: {
    title: msg`The server has no room left.`,
    next: msg`Tell whoever runs it. The file waits on this device.`,
  },
  upload_busy: later,
  upload_exists: later,
  // Who and where
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

  // Network and server
  auth_unavailable: {
    title: msg`The sign-in service isn’t answering.`,
    next: msg`Try again in a moment. Everything you wrote is on this device.`,
  },
  bad_answer: {
    title: msg`Something else answers where the server should be.`,
    next: msg`Check the server’s address. Your work waits on this device.`,
  },
  clock_wrong: {
    title: msg`This computer’s clock is off.`,
    next: msg`Set it to the right time and try again.`,
  },
  database_unavailable: {
    title: msg`The server’s database isn’t answering.`,
    next: msg`Nothing is lost; it is tried again by itself.`,
  },
  disconnected: core,
  internal: broken,
  must_update: {
    title: msg`The server needs a newer version of this app.`,
    next: msg`Update Pillarbox. Your work waits on this device.`,
  },
  mutation_outdated: retired,
  mutation_retired: retired,
  newer_mutation: newer,
  replica_damaged: {
    title: msg`A part of the data on this device can’t be read.`,
    next: msg`Start Pillarbox again: it rebuilds the data and saves what waits.`,
  },
  server_must_update: newer,
  write_damaged: {
    title: msg`A part of this change was damaged on this device’s disk.`,
    next: msg`What is left of its words is kept; write it anew.`,
  },
  network: offline,
  not_a_server: {
    title: msg`There is no Pillarbox server at that address.`,
    next: msg`Check the address and try again.`,
  },
  not_connected: core,
  not_found: { title: msg`That is no longer there.`, next: msg`Somebody may have removed it.` },
  offline: offline,
  over_request_rate_limit: often,
  server_busy: later,
  server_closing: later,
  log_behind: later,
  server_error: later,
  server_unreachable: offline,
  timeout: { title: msg`It took too long to answer.`, next: msg`It is tried again by itself.` },
  too_many_requests: often,
  unexpected_failure: broken,

  // Input
  bad_json: input,
  body_too_large: large,
  file_too_large: large,
  instant_invalid: time,
  invalid_args: input,
  invalid_arguments: input,
  invalid_json: input,
  invalid_request: input,
  link_refused: {
    title: msg`Pillarbox doesn’t open that kind of address.`,
    next: msg`Only web addresses can be opened.`,
  },
  time_zone_unknown: {
    title: msg`This computer doesn’t know that time zone.`,
    next: msg`Choose a city near you.`,
  },
  too_large: large,
  validation_failed: input,
  wall_time_invalid: time,

  // Writes
  already_published: {
    title: msg`This is published already.`,
    next: msg`Published posts can’t be changed here.`,
  },
  already_publishing: {
    title: msg`This is being published right now.`,
    next: msg`Wait a moment and look again.`,
  },
  exists: { title: msg`That exists already.`, next: msg`Nothing needs to be done.` },
  gone: {
    title: msg`That no longer exists.`,
    next: msg`Somebody may have deleted it. Your words are kept on the sync page.`,
  },
  not_unknown: {
    title: msg`It is already known what happened to this.`,
    next: msg`Look again; the page shows it.`,
  },
  reference_missing: {
    title: msg`Something this belongs to is no longer there.`,
    next: msg`Your words are kept on the sync page.`,
  },
  replica_failed: {
    title: msg`What the server sent could not be kept.`,
    next: msg`Check that the disk isn’t full. It is tried again by itself.`,
  },
  slot_taken: {
    title: msg`That slot has a post already.`,
    next: msg`Choose another time or the next free slot.`,
  },
  unknown_mutation: {
    title: msg`The server doesn’t know this kind of change.`,
    next: msg`The server may be older than this app. Your words are kept.`,
  },

  // Invitations
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

  // Accounts on platforms
  account_deactivated: {
    title: msg`This account is switched off on the platform.`,
    next: msg`Switch it on there, then reconnect.`,
  },
  account_suspended: suspended,
  account_taken_down: suspended,
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
  reconnect_needed: signedout,
  sandbox_unauthorized: signedout,
  secret_missing: signedout,
  secret_unreadable: {
    title: msg`What is kept to sign in with can’t be read.`,
    next: msg`Connect the account again; the post then goes out.`,
  },
  signed_out: signedout,
  wrong_credentials: refused,

  // Publishing
  comment_gone: {
    title: msg`The comment was deleted, so it can’t be answered.`,
    next: msg`Your words are kept here.`,
  },
  connection_missing: {
    title: msg`The account for this post is no longer connected.`,
    next: msg`Connect it again or choose another channel.`,
  },
  content_refused: { title: msg`The platform refused the text.`, next: msg`Change the words and try again.` },
  approval_missing: {
    title: msg`It has not been approved as it is now.`,
    next: msg`Have it approved; within the brand’s patience it then goes out by itself.`,
  },
  not_yours: {
    title: msg`Only the person who wrote a note can change it.`,
    next: msg`Answer it, or mark it as settled.`,
  },
  missed: {
    title: msg`Its time passed while nothing could publish it.`,
    next: msg`Send it now, or plan it again.`,
  },
  not_there: { title: msg`The platform did not get it.`, next: msg`It is tried again by itself.` },
  outcome_unknown: {
    title: msg`The answer got lost, so it may or may not be out.`,
    next: msg`Look on the platform, then say which it is.`,
  },
  person_says_missing: { title: msg`You said it isn’t out.`, next: msg`Send it now, or plan it again.` },
  platform_down: platform,
  platform_unavailable: platform,
  rate_limited: { title: msg`The platform asks us to slow down.`, next: msg`It is tried again by itself.` },
  text_empty: { title: msg`There is no text to publish.`, next: msg`Write something first.` },
  text_too_long: long,
  title_missing: { title: msg`This platform shows a title.`, next: msg`Write one above the caption.` },
  title_too_long: { title: msg`The title is too long for this platform.`, next: msg`Shorten it.` },
  too_many_hashtags: {
    title: msg`These are more hashtags than this platform takes.`,
    next: msg`Take some away, or write other words for this channel.`,
  },
  too_many_mentions: {
    title: msg`This mentions more people than this platform takes.`,
    next: msg`Take some away, or write other words for this channel.`,
  },
  too_many_cashtags: {
    title: msg`This platform takes one cashtag in a post.`,
    next: msg`Keep one, or write other words for this channel.`,
  },
  forbidden_signs: {
    title: msg`This platform doesn’t take < and > in title and text.`,
    next: msg`Write them in another way.`,
  },
  not_by_hand: {
    title: msg`Pillarbox publishes to this channel by itself.`,
    next: msg`Nothing is left to do by hand.`,
  },
  text_too_many_bytes: long,
  ask_person: {
    title: msg`Nobody can tell whether this went out.`,
    next: msg`Look on the platform, then say here what you found. It is not sent again by itself.`,
  },
  cancelled: { title: msg`It was given up before it was done.`, next: msg`Start it again when you like.` },
  connection_removed: {
    title: msg`The account was disconnected before this went out.`,
    next: msg`Connect it again, or choose another channel for the post.`,
  },
  handle_taken: {
    title: msg`Somebody has this name on the Sandbox already.`,
    next: msg`Choose another one.`,
  },
  retrying: { title: msg`It could not be sent just now.`, next: msg`It is tried again by itself.` },
  server_only: {
    title: msg`Only the server can hold this kind of account.`,
    next: msg`Sign in, then connect it.`,
  },
  too_slow: {
    title: msg`It took too long to get ready, so nothing was sent.`,
    next: msg`It is tried again by itself.`,
  },
  vault_key_missing: {
    title: msg`The server can’t open this account’s stored sign-in.`,
    next: msg`Connect the account again, or have the server’s older key restored.`,
  },
  vault_unreadable: {
    title: msg`The account’s stored sign-in is damaged.`,
    next: msg`Connect the account again.`,
  },
  waiting_for_sync: {
    title: msg`This hasn’t reached the server yet.`,
    next: msg`Wait until everything is synced, then try again.`,
  },
  worker_lost: {
    title: msg`Publishing was interrupted.`,
    next: msg`It is checked and taken up again by itself.`,
  },

  // This device
  no_window: {
    title: msg`There is no window to open this from.`,
    next: msg`Open Pillarbox’s page again, then try once more.`,
  },
  copy_damaged: {
    title: msg`This copy can’t be read.`,
    next: msg`Nothing was changed. Choose another copy, or remove it.`,
  },
  copy_missing: { title: msg`This copy is not there any more.`, next: msg`Choose another one.` },
  nothing_to_export: {
    title: msg`There is nothing to save.`,
    next: msg`Everything has reached the server.`,
  },
  disk_full: { title: msg`The disk is full.`, next: msg`Free some space. What you see is still being kept.` },
  file_unreadable: {
    title: msg`That file can’t be read.`,
    next: msg`Save it as CSV (UTF-8) and choose it again.`,
  },
  replica_closed: {
    title: msg`Pillarbox was just closing this data.`,
    next: msg`Try again in a moment.`,
  },
  profile_in_use: {
    title: msg`Pillarbox is running already on this computer.`,
    next: msg`Use the window that is open.`,
  },
  profile_unusable: {
    title: msg`The data on this computer can’t be opened.`,
    next: msg`Start Pillarbox again. If it stays, restore a backup.`,
  },
  replica_from_future: {
    title: msg`A newer Pillarbox wrote the data on this computer.`,
    next: msg`Update Pillarbox and start it again. Nothing was changed.`,
  },
};
