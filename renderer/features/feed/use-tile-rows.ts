import { type RefObject, useEffect, useState } from 'react';

const AHEAD = 2;

export type TileRows = {
  /** Rows to draw: from `first` up to and without `last`. */
  first: number;
  last: number;
  /** Pixels, with the gap below. */
  rowHeight: number;
  rows: number;
};

type Measured = { width: number; top: number; height: number };

/**
 * Which rows of a grid are in sight of what it scrolls in, where other things stand above it.
 * @param grid.ratio of a tile, width by height
 * @param grid.gap between tiles, in pixels
 */
export function useTileRows(
  scroller: RefObject<HTMLElement | null>,
  list: RefObject<HTMLElement | null>,
  grid: { count: number; columns: number; ratio: number; gap: number },
): TileRows {
  const [measured, setMeasured] = useState<Measured>({ width: 0, top: 0, height: 0 });
  useEffect(() => {
    const [box, inner] = [scroller.current, list.current];
    if (!box || !inner) return;
    const measure = () => {
      const [outside, inside] = [box.getBoundingClientRect(), inner.getBoundingClientRect()];
      const next = { width: inner.clientWidth, top: outside.top - inside.top, height: box.clientHeight };
      setMeasured((before) =>
        before.width === next.width && before.top === next.top && before.height === next.height
          ? before
          : next,
      );
    };
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(box);
    resized.observe(inner);
    box.addEventListener('scroll', measure, { passive: true });
    return () => {
      resized.disconnect();
      box.removeEventListener('scroll', measure);
    };
  }, [scroller, list]);
  return tileRows(measured, grid);
}

/** The arithmetic of it. @param measured.top how far the grid's top is above what is in sight */
export function tileRows(
  measured: Measured,
  { count, columns, ratio, gap }: { count: number; columns: number; ratio: number; gap: number },
): TileRows {
  const width = (measured.width - gap * (columns - 1)) / columns;
  const rowHeight = Math.max(1, width / ratio + gap);
  const rows = Math.ceil(count / columns);
  const first = Math.min(rows, Math.max(0, Math.floor(measured.top / rowHeight) - AHEAD));
  const last = Math.min(
    rows,
    Math.max(first, Math.ceil((measured.top + measured.height) / rowHeight) + AHEAD),
  );
  return { first, last, rowHeight, rows };
}
