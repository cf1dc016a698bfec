import type { Platform, Row } from '../kinds/index.ts';

/**
 * Platforms whose API lets an app delete what it published. Instagram does so for accounts that were connected through
 * Facebook only (https://developers.facebook.com/docs/instagram-platform/reference/instagram-media); such an account
 * says it in its `limits`.
 */
const DELETES = new Set<Platform>(['bluesky', 'mastodon', 'x', 'youtube', 'sandbox']);

/** Whether what this account published can be deleted from here. What a person posts by hand they delete by hand. */
export const deletesThere = ({
  platform,
  holder,
  limits,
}: Pick<Row<'connection'>, 'platform' | 'holder' | 'limits'>): boolean =>
  holder !== 'person' && (limits?.deletes ?? DELETES.has(platform));
