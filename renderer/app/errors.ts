import { i18n, type MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { AppError } from '../../shared/errors.ts';

/** What happened, and what is safe or what to do. */
export type Explanation = { code: string; title: string; next: string };
type Entry = { title: MessageDescriptor; next: MessageDescriptor };

/** Codes from server, core, mutators, connectors and platforms. docs: every code a person can meet has a line here. */
const entries: Record<string, Entry> = {
  // Who and where
  unauthorized: {
    title: msg`You are signed out.`,
    next: msg`Sign in again. Everything you wrote is on this device.`,
  },
  session_expired: {
    title: msg`Your session has ended.`,
    next: msg`Sign in again. Everything you wrote is on this device.`,
  },
  invalid_credentials: {
    title: msg`That e-mail and password don’t match.`,
    next: msg`Check both and try again.`,
  },
  email_taken: { title: msg`There is an account with this e-mail already.`, next: msg`Sign in instead.` },
  user_already_exists: {
    title: msg`There is an account with this e-mail already.`,
    next: msg`Sign in instead.`,
  },
  weak_password: { title: msg`That password is too short or too common.`, next: msg`Choose a longer one.` },
  forbidden: {
    title: msg`Your role doesn’t allow this.`,
    next: msg`Ask an owner or admin of the brand. Your words are kept.`,
  },
  scope_revoked: {
    title: msg`You no longer have access to this brand.`,
    next: msg`Ask an owner to invite you again.`,
  },
  no_such_brand: {
    title: msg`This brand isn’t on the server, or you have no access to it.`,
    next: msg`Ask an owner to invite you.`,
  },
  wrong_brand: {
    title: msg`That belongs to another brand.`,
    next: msg`Open it from its own brand and try again.`,
  },

  // Network and server
  offline: {
    title: msg`The server can’t be reached.`,
    next: msg`Keep working. Everything is sent when the connection is back.`,
  },
  network: {
    title: msg`The server can’t be reached.`,
    next: msg`Keep working. Everything is sent when the connection is back.`,
  },
  server_unreachable: {
    title: msg`The server can’t be reached.`,
    next: msg`Keep working. Everything is sent when the connection is back.`,
  },
  database_unavailable: {
    title: msg`The server’s database isn’t answering.`,
    next: msg`Nothing is lost; it is tried again by itself.`,
  },
  too_many_requests: {
    title: msg`That was too often in a short time.`,
    next: msg`Wait a minute and try again.`,
  },
  internal: {
    title: msg`Something went wrong inside Pillarbox.`,
    next: msg`Try again. What you wrote is kept.`,
  },
  must_update: {
    title: msg`The server needs a newer version of this app.`,
    next: msg`Update Pillarbox. Your work waits on this device.`,
  },
  not_connected: {
    title: msg`The app lost its connection to its own core.`,
    next: msg`It reconnects by itself. If not, start Pillarbox again.`,
  },
  disconnected: {
    title: msg`The app lost its connection to its own core.`,
    next: msg`It reconnects by itself. If not, start Pillarbox again.`,
  },
  clock_wrong: {
    title: msg`This computer’s clock is off.`,
    next: msg`Set it to the right time and try again.`,
  },

  // Input
  invalid_request: { title: msg`That wasn’t understood.`, next: msg`Check the fields and try again.` },
  invalid_json: { title: msg`That wasn’t understood.`, next: msg`Check the fields and try again.` },
  invalid_arguments: { title: msg`That wasn’t understood.`, next: msg`Check the fields and try again.` },
  too_large: { title: msg`That is too large.`, next: msg`Make it smaller or split it.` },
  body_too_large: { title: msg`That is too large.`, next: msg`Make it smaller or split it.` },
  wall_time_invalid: { title: msg`There is no such date and time.`, next: msg`Choose another.` },
  instant_invalid: { title: msg`There is no such date and time.`, next: msg`Choose another.` },
  time_zone_unknown: {
    title: msg`This computer doesn’t know that time zone.`,
    next: msg`Choose a city near you.`,
  },

  // Writes
  exists: { title: msg`That exists already.`, next: msg`Nothing needs to be done.` },
  gone: {
    title: msg`That no longer exists.`,
    next: msg`Somebody may have deleted it. Your words are kept in the sync page.`,
  },
  slot_taken: {
    title: msg`That slot has a post already.`,
    next: msg`Choose another time or the next free slot.`,
  },
  already_published: {
    title: msg`This is published already.`,
    next: msg`Published posts can’t be changed here.`,
  },
  already_publishing: {
    title: msg`This is being published right now.`,
    next: msg`Wait a moment and look again.`,
  },
  unknown_mutation: {
    title: msg`The server doesn’t know this kind of change.`,
    next: msg`The server may be older than this app. Your words are kept.`,
  },

  // Invitations
  invitation_unknown: {
    title: msg`This invitation link isn’t right.`,
    next: msg`Copy the whole link, or ask for a new one.`,
  },
  invitation_expired: { title: msg`This invitation has run out.`, next: msg`Ask for a new one.` },
  invitation_used: {
    title: msg`This invitation has been used.`,
    next: msg`Ask for a new one if it wasn’t you.`,
  },
  invitation_revoked: { title: msg`This invitation was taken back.`, next: msg`Ask whoever invited you.` },
  invitation_for_other: {
    title: msg`This invitation is for another e-mail address.`,
    next: msg`Sign in with that address, or ask for a new one.`,
  },
  last_owner: {
    title: msg`A brand needs at least one owner.`,
    next: msg`Make somebody else an owner first.`,
  },

  // Connections and publishing
  not_holder: {
    title: msg`This account is held somewhere else.`,
    next: msg`Publish from the device that holds it, or let the server publish.`,
  },
  connection_missing: {
    title: msg`The account for this post is no longer connected.`,
    next: msg`Connect it again or choose another channel.`,
  },
  reconnect_needed: {
    title: msg`The account was signed out.`,
    next: msg`Connect it again; the post then goes out.`,
  },
  auth_failed: {
    title: msg`The platform refused the sign-in.`,
    next: msg`Check the name and the app password, then reconnect.`,
  },
  auth_expired: {
    title: msg`The account was signed out by the platform.`,
    next: msg`Connect it again; the post then goes out.`,
  },
  account_taken_down: {
    title: msg`The platform has suspended this account.`,
    next: msg`Sort it out on the platform, then reconnect.`,
  },
  rate_limited: { title: msg`The platform asks us to slow down.`, next: msg`It is tried again by itself.` },
  platform_unavailable: {
    title: msg`The platform isn’t answering.`,
    next: msg`It is tried again by itself.`,
  },
  content_refused: { title: msg`The platform refused the text.`, next: msg`Change the words and try again.` },
  text_too_long: {
    title: msg`The text is too long for this platform.`,
    next: msg`Shorten it, or write a shorter version for this channel.`,
  },
  text_empty: { title: msg`There is no text to publish.`, next: msg`Write something first.` },
  outcome_unknown: {
    title: msg`The answer got lost, so it may or may not be out.`,
    next: msg`Look on the platform, then say which it is.`,
  },
  missed: {
    title: msg`Its time passed while nothing could publish it.`,
    next: msg`Send it now, or plan it again.`,
  },
  held_by_device: {
    title: msg`Only the device that holds this account can publish it.`,
    next: msg`Publish from there, or let the server publish.`,
  },
  keychain_unavailable: {
    title: msg`This computer has no keychain to keep the password in.`,
    next: msg`It is kept until you close the app.`,
  },
  keychain_locked: { title: msg`The keychain is locked.`, next: msg`Unlock it and try again.` },

  // This device
  profile_in_use: {
    title: msg`Pillarbox is running already on this computer.`,
    next: msg`Use the window that is open.`,
  },
  profile_unusable: {
    title: msg`The data on this computer can’t be opened.`,
    next: msg`Start Pillarbox again. If it stays, restore a backup.`,
  },
  disk_full: { title: msg`The disk is full.`, next: msg`Free some space. What you see is still being kept.` },
  file_unreadable: {
    title: msg`That file can’t be read.`,
    next: msg`Save it as CSV (UTF-8) and choose it again.`,
  },
};

/**
 * A sentence and a next step for any failure: an AppError, an error body, a publication's or a write's code.
 * @param message the English words that came with it; shown for a code nobody has translated yet
 */
export function explain(code: string | null | undefined, message?: string | null): Explanation {
  const entry = code ? entries[code] : undefined;
  if (entry) return { code: code ?? '', title: i18n._(entry.title), next: i18n._(entry.next) };
  return {
    code: code ?? 'unknown',
    title: message?.trim() || i18n._(msg`Something went wrong.`),
    next: i18n._(msg`What you wrote is kept on this device. Try again, or come back to it later.`),
  };
}

/** The same for whatever was thrown. */
export function explainThrown(error: unknown): Explanation {
  if (error instanceof AppError) return explain(error.code, error.message);
  return explain('internal');
}
