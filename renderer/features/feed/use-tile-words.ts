import { useLingui } from '@lingui/react/macro';
import type { FeedTile } from '../../../shared/queries.ts';
import { formatWall } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { postName } from '../post/post-state.ts';

/** What a tile is called, and where it stands between a draft and what is out. */
export function useTileWords() {
  const { t } = useLingui();
  return {
    name: (tile: FeedTile) =>
      postName(tile) || tile.cover?.alt_text || tile.cover?.asset?.alt_text || t`Untitled post`,
    state(tile: FeedTile) {
      const when = tile.wall_time && formatWall(tile.wall_time, displayLocale());
      if (tile.state === 'live') return when ? t`published ${when}` : t`published`;
      return when ? t`planned for ${when}` : t`no date yet`;
    },
  };
}
