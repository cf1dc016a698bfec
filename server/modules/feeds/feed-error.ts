/** Why a feed could not be read, as its state keeps it. Screens have the words for each code. */
export type FeedErrorCode =
  | 'feed_address_blocked'
  | 'feed_unreachable'
  | 'feed_too_slow'
  | 'feed_too_large'
  | 'feed_redirects'
  | 'feed_status'
  | 'feed_not_found'
  | 'feed_gone'
  | 'feed_needs_login'
  | 'feed_busy'
  | 'feed_not_in_page'
  | 'feed_unreadable'
  | 'feed_hostile';

export class FeedError extends Error {
  override readonly name = 'FeedError';
  readonly code: FeedErrorCode;
  /** The answer's HTTP status, where there was one. */
  readonly status: number | null;
  /** How long the publisher asked us to stay away. */
  readonly waitMs: number | null;
  constructor(
    code: FeedErrorCode,
    message: string,
    { status = null, waitMs = null }: { status?: number | null; waitMs?: number | null } = {},
  ) {
    super(message);
    this.code = code;
    this.status = status;
    this.waitMs = waitMs;
  }
}
