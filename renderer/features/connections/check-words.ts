import { i18n, type MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import type { CheckStep } from '../../../shared/connection-check.ts';

const CHECK_WORDS: Record<CheckStep['check'], MessageDescriptor> = {
  signed_in: msg`Signed in`,
  account: msg`The right type of account`,
  permission: msg`Permissions`,
  read: msg`A look that changes nothing`,
  limits: msg`What is left of the limits`,
};

const POST = msg`Post and take down`;
const READ_OWN = msg`See the account`;
const COMMENTS = msg`Read and answer comments`;
const MEDIA = msg`Send pictures and films`;
/** What platforms' permissions are for, by the names they give them. */
const PERMISSION_WORDS: Record<string, MessageDescriptor> = {
  'tweet.read': msg`Read posts and answers`,
  'tweet.write': POST,
  'users.read': READ_OWN,
  'media.write': MEDIA,
  'offline.access': msg`Stay signed in`,
  'read:accounts': READ_OWN,
  'read:statuses': msg`Read posts and answers`,
  'write:statuses': POST,
  'write:media': MEDIA,
  instagram_business_basic: READ_OWN,
  instagram_business_content_publish: msg`Post`,
  instagram_business_manage_comments: COMMENTS,
  instagram_basic: READ_OWN,
  instagram_content_publish: msg`Post`,
  instagram_manage_comments: COMMENTS,
  pages_show_list: msg`See the pages`,
  pages_read_engagement: msg`Read what is on the page`,
  'https://www.googleapis.com/auth/youtube.upload': msg`Upload films`,
  'https://www.googleapis.com/auth/youtube.force-ssl': msg`See the channel, and its comments`,
};

/** What a step is about, in the person's words. */
export function checkTitle(check: CheckStep['check'], name: string | null): string {
  const permission = check === 'permission' && name !== null ? PERMISSION_WORDS[name] : undefined;
  return i18n._(permission ?? CHECK_WORDS[check]);
}

/** Where on the platform a person puts right what Pillarbox cannot. */
export const WHERE_TO_FIX: Record<string, { url: string; words: MessageDescriptor }> = {
  account_not_professional: {
    url: 'https://help.instagram.com/502981923235522',
    words: msg`How to switch it on Instagram`,
  },
  facebook_no_page: { url: 'https://www.facebook.com/pages', words: msg`Open the pages on Facebook` },
  facebook_page_alone: { url: 'https://www.facebook.com/pages', words: msg`Open the pages on Facebook` },
  youtube_no_channel: {
    url: 'https://www.youtube.com/create_channel',
    words: msg`Make a channel on YouTube`,
  },
};

/** Codes that signing in again mends. */
const BY_SIGNING_IN = new Set([
  'auth_expired',
  'auth_failed',
  'other_account',
  'permission_missing',
  'reconnect_needed',
  'sandbox_unauthorized',
  'secret_missing',
  'secret_unreadable',
  'signed_out',
  'wrong_credentials',
]);
export const isMendedBySigningIn = (code: string | null): boolean => code !== null && BY_SIGNING_IN.has(code);
