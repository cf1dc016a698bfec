import { instantToWall, wallToInstant } from '../../time/wall.ts';
import { ConnectorError, type Failure } from '../contract.ts';
import { httpFailure, refusedInBetween } from '../network-failure.ts';
import { errorSchema } from './api.ts';

type Meaning = Pick<Failure, 'class' | 'code'>;

const REFUSED: Meaning = { class: 'fix_content', code: 'content_refused' };
const QUOTA: Meaning = { class: 'wait', code: 'quota_used' };
const LIMIT: Meaning = { class: 'wait', code: 'rate_limited' };
const SUSPENDED: Meaning = { class: 'reconnect', code: 'account_suspended' };
const NO_CHANNEL: Meaning = { class: 'reconnect', code: 'youtube_no_channel' };
const GONE: Meaning = { class: 'give_up', code: 'not_found' };
const NOT_ALLOWED: Meaning = { class: 'give_up', code: 'app_not_allowed' };

/** Reasons of an error (https://developers.google.com/youtube/v3/docs/errors and each method's own page). */
const REASONS: Record<string, Meaning> = {
  quotaExceeded: QUOTA,
  dailyLimitExceeded: QUOTA,
  rateLimitExceeded: LIMIT,
  userRateLimitExceeded: LIMIT,
  uploadRateLimitExceeded: LIMIT,
  uploadLimitExceeded: { class: 'wait', code: 'daily_limit' },
  // A token that ended early looks like one that was taken back: a refresh tells them apart.
  authError: { class: 'retry', code: 'token_expired' },
  insufficientPermissions: { class: 'reconnect', code: 'permission_missing' },
  accessNotConfigured: NOT_ALLOWED,
  youtubeSignupRequired: NO_CHANNEL,
  ineligibleAccount: NO_CHANNEL,
  authenticatedUserNotChannel: NO_CHANNEL,
  authenticatedUserAccountClosed: SUSPENDED,
  authenticatedUserAccountSuspended: SUSPENDED,
  channelClosed: SUSPENDED,
  channelSuspended: SUSPENDED,
  invalidTitle: REFUSED,
  invalidDescription: REFUSED,
  invalidTags: REFUSED,
  invalidCategoryId: REFUSED,
  invalidVideoMetadata: REFUSED,
  invalidVideoGameRating: REFUSED,
  invalidRecordingDetails: REFUSED,
  forbiddenPrivacySetting: REFUSED,
  forbiddenLicenseSetting: REFUSED,
  mediaBodyRequired: { class: 'fix_content', code: 'media_unfit' },
  commentTextRequired: REFUSED,
  commentTextTooLong: REFUSED,
  invalidCommentMetadata: REFUSED,
  invalidCommentThreadMetadata: REFUSED,
  processingFailure: REFUSED,
  commentsDisabled: { class: 'give_up', code: 'comments_off' },
  operationNotSupported: { class: 'give_up', code: 'comments_off' },
  parentCommentIsPrivate: { class: 'give_up', code: 'comment_gone' },
  parentCommentNotFound: { class: 'give_up', code: 'comment_gone' },
  commentNotFound: { class: 'give_up', code: 'comment_gone' },
  videoNotFound: GONE,
  channelNotFound: GONE,
  playlistNotFound: GONE,
  notFound: GONE,
};
/** Where an answer has no reason that is known. */
const STATUSES: Record<number, Meaning> = {
  400: REFUSED,
  401: { class: 'retry', code: 'token_expired' },
  403: NOT_ALLOWED,
  404: GONE,
  410: GONE,
};

/** What a refusal means, by its reason, then by its status. Reasons of 5xx say nothing about whether it was done. */
export function refused({ status, headers }: Response, answer: unknown, now: Date): ConnectorError {
  const error = errorSchema.safeParse(answer).data?.error;
  const reason =
    error?.errors[0]?.reason || (error?.status === 'RESOURCE_EXHAUSTED' ? 'rateLimitExceeded' : '');
  const base = httpFailure(status, reason || null, error?.message ?? '');
  const meaning = status >= 500 ? undefined : (REASONS[reason] ?? STATUSES[status]);
  const passes = error || status === 401 ? {} : refusedInBetween(status);
  return new ConnectorError({ ...base, ...meaning, ...passes, retryAt: limitEnds(meaning, headers, now) });
}

/**
 * A project's quota comes back at midnight in California (https://developers.google.com/youtube/v3/getting-started#quota);
 * what an account may upload comes back within a day, video by video.
 */
function limitEnds(meaning: Meaning | undefined, headers: Headers, now: Date): string | null {
  if (meaning?.code === 'quota_used') {
    const zone = 'America/Los_Angeles';
    const tomorrow = new Date(`${instantToWall(now.toISOString(), zone).slice(0, 10)}T00:00:00Z`);
    tomorrow.setUTCDate(tomorrow.getUTCDate() + 1);
    return wallToInstant(`${tomorrow.toISOString().slice(0, 10)}T00:00`, zone);
  }
  const after = Number(headers.get('retry-after') ?? Number.NaN);
  if (after > 0 && after < 1e7) return new Date(now.getTime() + after * 1000).toISOString();
  return meaning?.code === 'daily_limit' ? new Date(now.getTime() + 3_600_000).toISOString() : null;
}
