import { Trans, useLingui } from '@lingui/react/macro';
import { CalendarClock, CalendarOff, Crop, GalleryHorizontalEnd, SquarePen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { FeedTile } from '../../../shared/queries.ts';
import { nowIso } from '../../app/clock.ts';
import { readOnce } from '../../app/read-once.ts';
import { Button } from '../../ui/button.tsx';
import { describe, detach } from '../media/attach.ts';
import { MediaDialog } from '../media/media-dialog.tsx';
import { unplanPost } from '../post/actions.ts';
import { openCarousel } from './carousel-actions.ts';
import styles from './feed.module.css';
import { dateTiles, isFixed } from './feed-actions.ts';
import { TilePicture } from './tile-picture.tsx';
import { useTileWords } from './use-tile-words.ts';

type TileSideProps = { tile: FeedTile; onOpen(): void; onDelete(): void };

/** The tile that is chosen: what it is and what can be done with it. */
export function TileSide({ tile, onOpen, onDelete }: TileSideProps) {
  const { t } = useLingui();
  const words = useTileWords();
  const [framing, setFraming] = useState(false);
  const fixed = isFixed(tile, nowIso());
  const name = words.name(tile);
  const { cover } = tile;

  async function unplan() {
    const post = await readOnce('post', { id: tile.id });
    if (post) await unplanPost(post);
  }
  return (
    <section className={styles.sidePart} aria-label={t`The tile that is chosen`}>
      <div className={styles.chosen}>
        {cover && (
          <span className={styles.chosenPicture}>
            <TilePicture file={cover} />
          </span>
        )}
        <div>
          <h2 className={styles.sideTitle}>{name}</h2>
          <p className={styles.quiet}>{words.state(tile)}</p>
        </div>
      </div>
      <div className={styles.doing}>
        <Button icon={<SquarePen size={16} aria-hidden="true" />} onClick={onOpen}>
          <Trans>Open the post</Trans>
        </Button>
        {tile.state === 'draft' && (
          <Button
            icon={<CalendarClock size={16} aria-hidden="true" />}
            onClick={() => void dateTiles([tile])}
          >
            <Trans>Next free slot</Trans>
          </Button>
        )}
        {tile.state === 'planned' && !fixed && (
          <Button icon={<CalendarOff size={16} aria-hidden="true" />} onClick={() => void unplan()}>
            <Trans>Take the date off</Trans>
          </Button>
        )}
        {cover?.asset && !fixed && (
          <Button icon={<Crop size={16} aria-hidden="true" />} onClick={() => setFraming(true)}>
            <Trans>Cut the tile</Trans>
          </Button>
        )}
        {!fixed && (
          <Button
            icon={<GalleryHorizontalEnd size={16} aria-hidden="true" />}
            onClick={() => void openCarousel(tile)}
          >
            <Trans>Carousel with words</Trans>
          </Button>
        )}
        {!fixed && (
          <Button look="quiet" icon={<Trash2 size={16} aria-hidden="true" />} onClick={onDelete}>
            <Trans>Delete</Trans>
          </Button>
        )}
      </div>
      {framing && cover && (
        <MediaDialog
          item={cover}
          grid
          locked={fixed}
          write={(fields) => describe(cover, fields)}
          onClose={() => setFraming(false)}
          onRemove={() => {
            setFraming(false);
            void detach(cover);
          }}
        />
      )}
    </section>
  );
}
