import { useLingui } from '@lingui/react/macro';
import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { FeedTile } from '../../../shared/queries.ts';
import { nowIso } from '../../app/clock.ts';
import { useStable } from '../../app/use-stable.ts';
import { focusSoon } from '../../ui/focus-soon.ts';
import { VisuallyHidden } from '../../ui/visually-hidden.tsx';
import styles from './feed.module.css';
import { type Grid, isFixed, swapTiles } from './feed-actions.ts';
import { Tile } from './tile.tsx';
import { useTileRows } from './use-tile-rows.ts';
import { useTileWords } from './use-tile-words.ts';

type TileGridProps = {
  grid: Grid;
  tiles: readonly FeedTile[];
  /** How many there are beyond those that are shown. */
  total: number;
  columns: number;
  ratio: number;
  /** Colour blocks instead of pictures. */
  colors: boolean;
  /** Places drawn empty behind the last tile. */
  empty: number;
  selected: string | null;
  /** What it scrolls in. */
  scroller: RefObject<HTMLElement | null>;
  onSelect(id: string): void;
  onOpen(tile: FeedTile): void;
  onDelete(tile: FeedTile): void;
  onMore(): void;
};

const GAP = 2;

/**
 * A grid of tiles as a profile shows it; only those in sight are drawn. Arrows walk, Alt and an arrow change places
 * with the neighbour, Enter opens.
 */
export function TileGrid(props: TileGridProps) {
  const { grid, tiles, total, columns, ratio, colors, empty, selected, scroller } = props;
  const { t } = useLingui();
  const words = useTileWords();
  const list = useRef<HTMLUListElement>(null);
  const [said, setSaid] = useState('');
  const { first, last, rowHeight, rows } = useTileRows(scroller, list, {
    count: tiles.length + empty,
    columns,
    ratio,
    gap: GAP,
  });
  const found = tiles.findIndex(({ id }) => id === selected);
  const current = Math.max(0, found);
  // Scrolled away by pointer, the one that had the focus is not drawn: Tab then reaches the first that is.
  const drawn = current >= first * columns && current < last * columns;
  const reachable = drawn ? current : first * columns;
  const near = tiles.length < total && last >= rows - 3;
  const { onMore } = props;
  useEffect(() => {
    if (near) onMore();
  }, [near, onMore]);
  // A tile that changed places is somewhere else once the grid says so: the focus goes with it.
  const followed = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was moved is drawn with the tiles
  useEffect(() => {
    const away = document.activeElement;
    // Not from somewhere else: only where moving it took the focus off, or where it still is in the grid.
    if (followed.current === null || (away !== document.body && !list.current?.contains(away))) return;
    list.current?.querySelector<HTMLElement>(`[data-tile="${followed.current}"]`)?.focus();
  }, [tiles]);

  async function swap(a: FeedTile, b: FeedTile) {
    if (!(await swapTiles(grid, a, b))) return;
    const [name, other] = [words.name(a), words.name(b)];
    setSaid(t`${name} and ${other} changed places.`);
  }
  const drop = useStable((from: string, onto: string) => {
    const [a, b] = [from, onto].map((id) => tiles.find((tile) => tile.id === id));
    if (a && b) void swap(a, b);
  });
  const select = useStable((at: number) => {
    const tile = tiles[at];
    if (tile?.id !== followed.current) followed.current = null;
    if (tile && tile.id !== selected) props.onSelect(tile.id);
  });

  function focusAt(at: number) {
    const box = scroller.current;
    const row = Math.floor(at / columns);
    if (box && list.current && (row < first || row >= last)) {
      const top = list.current.offsetTop + row * rowHeight;
      box.scrollTop = top - box.clientHeight / 3;
    }
    // Drawn by then, also when it had to be scrolled to.
    focusSoon(() => list.current?.querySelector<HTMLElement>(`[data-at="${at}"]`));
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const tile = tiles[current];
    if (!tile || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const rtl = getComputedStyle(event.currentTarget).direction === 'rtl';
    const step = {
      ArrowLeft: rtl ? 1 : -1,
      ArrowRight: rtl ? -1 : 1,
      ArrowUp: -columns,
      ArrowDown: columns,
      ...(!event.altKey && { Home: -tiles.length, End: tiles.length }),
    }[event.key];
    if (event.key === 'Enter') {
      event.preventDefault();
      props.onOpen(tile);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      event.preventDefault();
      props.onDelete(tile);
    } else if (step !== undefined) {
      event.preventDefault();
      const to = current + step;
      if (!event.altKey) return focusAt(Math.min(tiles.length - 1, Math.max(0, to)));
      const other = tiles[to];
      if (!other) return;
      const still = [tile, other].find((one) => isFixed(one, nowIso()));
      if (still) {
        const name = words.name(still);
        setSaid(t`${name} is published and stays where it is.`);
        return;
      }
      followed.current = tile.id;
      void swap(tile, other);
    }
  }

  return (
    <>
      <ul
        ref={list}
        className={styles.grid}
        aria-label={t`Grid`}
        style={{
          blockSize: rows * rowHeight,
          paddingBlockStart: first * rowHeight,
          gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
          gridAutoRows: rowHeight - GAP,
          gap: GAP,
        }}
        onKeyDown={onKeyDown}
      >
        {tiles.slice(first * columns, last * columns).map((tile, index) => {
          const at = first * columns + index;
          return (
            <Tile
              key={tile.id}
              tile={tile}
              at={at}
              total={total}
              ratio={ratio}
              fixed={isFixed(tile, nowIso())}
              colors={colors}
              current={at === reachable}
              selected={tile.id === selected}
              onSelect={select}
              onDropped={drop}
            />
          );
        })}
        {Array.from({ length: empty }, (_, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: empty places have nothing else to be told by
          <li key={index} className={styles.emptyCell} aria-hidden="true" />
        ))}
      </ul>
      <p role="status">
        <VisuallyHidden>{said}</VisuallyHidden>
      </p>
    </>
  );
}
