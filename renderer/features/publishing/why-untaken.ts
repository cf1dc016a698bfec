import type { AppState } from '../../../shared/ipc/app.ts';
import { goesByHand } from '../../../shared/mutators/target.ts';
import type { UntakenView } from '../../../shared/queries.ts';

/** Why nobody has taken something that is due, as far as this device can know. */
export type Why =
  | 'approval' // its brand asks for an approval that it does not have
  | 'signed_out' // the account was
  | 'locked' // this device holds the account, and what is kept of it is locked
  | 'here_offline' // this device holds the account, and has no network
  | 'here'
  | 'elsewhere' // another device holds the account
  | 'refused' // the server did not take what was written of it here
  | 'sign_in' // the server is not heard before somebody signs in again
  | 'update' // nor before one of the two is updated
  | 'offline' // nor without a network
  | 'server_away'
  | 'not_sent' // the server has not got all of it
  | 'files' // nor all of its files
  | 'server'; // it has, and has not begun

export type Known = Pick<AppState, 'deviceId' | 'keychain' | 'sync'> & { online: boolean };

/** The first reason that stands; what a person can do something about comes before what passes by itself. */
export function whyUntaken(
  { post_id, review, pending, filesHere, connection }: Omit<UntakenView, 'name' | 'due_at' | 'id'>,
  { deviceId, keychain, sync, online }: Known,
): Why {
  if (review.required && review.state !== 'approved') return 'approval';
  if (connection.status === 'reconnect') return 'signed_out';
  if (connection.holder === 'device') {
    if (connection.device_id !== deviceId) return 'elsewhere';
    if (keychain === 'locked') return 'locked';
    return online ? 'here' : 'here_offline';
  }
  if (sync.failed.some(({ args }) => isAbout(args, post_id))) return 'refused';
  if (sync.status === 'paused_sign_in') return 'sign_in';
  if (sync.status === 'must_update') return 'update';
  if (!online) return 'offline';
  if (sync.status === 'offline') return 'server_away';
  if (pending) return 'not_sent';
  return filesHere ? 'files' : 'server';
}

/** Whether a write names a post, as its own or as the one it belongs to. */
const isAbout = (args: unknown, postId: string): boolean =>
  typeof args === 'object' &&
  args !== null &&
  (('id' in args && args.id === postId) || ('post_id' in args && args.post_id === postId));

/** What a person can do that cannot post it twice. */
export type Remedy =
  | 'publish_now'
  | 'remind_me'
  | 'try_again'
  | 'reconnect'
  | 'sign_in'
  | 'unlock'
  | 'open_sync'
  | 'open';

/**
 * The first is what helps. A person is reminded only where nobody else can have sent it: the server may have, and
 * this device not have heard of it.
 */
export function remediesFor(why: Why): readonly Remedy[] {
  switch (why) {
    case 'approval':
    case 'files':
      return ['open'];
    case 'signed_out':
      return ['reconnect', 'remind_me'];
    case 'locked':
      return ['unlock', 'remind_me'];
    case 'here_offline':
    case 'elsewhere':
      return ['remind_me'];
    case 'here':
    case 'not_sent':
    case 'server':
      return ['publish_now'];
    case 'refused':
    case 'update':
      return ['open_sync'];
    case 'sign_in':
      return ['sign_in'];
    case 'offline':
    case 'server_away':
      return ['try_again'];
  }
}

/**
 * Of what nobody has taken, what is due by now. What a person puts up has a row of its own as soon as it is theirs
 * (`publication.turn`), so that only what holds it back is told here.
 */
export const dueOf = (rows: readonly UntakenView[], now: string): UntakenView[] =>
  rows.filter(
    (row) =>
      row.due_at <= now &&
      (!goesByHand(row, row.connection) || (row.review.required && row.review.state !== 'approved')),
  );
