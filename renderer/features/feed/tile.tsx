import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { useLingui } from '@lingui/react/macro';
import { Clock, Film, Images } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import type { FeedTile } from '../../../shared/queries.ts';
import { formatDay } from '../../../shared/time/format.ts';
import { displayLocale } from '../../app/i18n.ts';
import { cx } from '../../ui/cx.ts';
import styles from './feed.module.css';
import { TilePicture } from './tile-picture.tsx';
import { useTileWords } from './use-tile-words.ts';

type TileProps = {
  tile: FeedTile;
  at: number;
  total: number;
  ratio: number;
  fixed: boolean;
  colors: boolean;
  current: boolean;
  selected: boolean;
  onSelect(at: number): void;
  onDropped(from: string, onto: string): void;
};

const TYPE = 'feed-tile';

/** One post of a grid. Dragged onto another, the two change places. */
export const Tile = memo(function Tile(props: TileProps) {
  const { tile, at, total, ratio, fixed, colors, current, selected, onSelect, onDropped } = props;
  const { t } = useLingui();
  const words = useTileWords();
  const ref = useRef<HTMLButtonElement>(null);
  const [dragging, setDragging] = useState(false);
  const [over, setOver] = useState(false);
  const { id } = tile;
  useEffect(() => {
    const element = ref.current;
    if (!element || fixed) return;
    return combine(
      draggable({
        element,
        getInitialData: () => ({ type: TYPE, id }),
        onDragStart: () => setDragging(true),
        onDrop: () => setDragging(false),
      }),
      dropTargetForElements({
        element,
        canDrop: ({ source }) => source.data.type === TYPE && source.data.id !== id,
        onDragEnter: () => setOver(true),
        onDragLeave: () => setOver(false),
        onDrop({ source }) {
          setOver(false);
          if (typeof source.data.id === 'string') onDropped(source.data.id, id);
        },
      }),
    );
  }, [id, fixed, onDropped]);

  const place = at + 1;
  const name = words.name(tile);
  const state = words.state(tile);
  const film = tile.cover?.asset?.mime.startsWith('video/');
  return (
    <li aria-setsize={total} aria-posinset={place} className={styles.cell}>
      <button
        ref={ref}
        type="button"
        className={cx(
          styles.tile,
          styles[tile.state],
          dragging && styles.dragging,
          over && styles.over,
          selected && styles.selected,
        )}
        data-at={at}
        data-tile={id}
        tabIndex={current ? 0 : -1}
        aria-label={t`Tile ${place}: ${name}, ${state}`}
        aria-pressed={selected}
        aria-keyshortcuts={
          fixed ? 'Enter' : 'Enter Alt+ArrowUp Alt+ArrowDown Alt+ArrowLeft Alt+ArrowRight Delete'
        }
        onClick={() => onSelect(at)}
        onFocus={() => onSelect(at)}
      >
        {colors && tile.look ? (
          <span className={styles.bands} aria-hidden="true">
            {tile.look.colors.map(({ hex, share }) => (
              <span key={hex} style={{ backgroundColor: hex, flexGrow: share }} />
            ))}
          </span>
        ) : tile.cover ? (
          <TilePicture file={tile.cover} ratio={ratio} />
        ) : (
          <span className={styles.wordsOnly} aria-hidden="true">
            {name}
          </span>
        )}
        {!colors && (tile.files > 1 || film) && (
          <span className={styles.kind} aria-hidden="true">
            {film ? <Film size={14} /> : <Images size={14} />}
          </span>
        )}
        {tile.state !== 'live' && (
          <span className={styles.date} aria-hidden="true">
            {tile.wall_time ? (
              <>
                <Clock size={11} /> {formatDay(tile.wall_time.slice(0, 10), displayLocale())}
              </>
            ) : (
              t`No date`
            )}
          </span>
        )}
      </button>
    </li>
  );
});
