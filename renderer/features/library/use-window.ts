import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

/** The rows of a grid that are in sight, with a few above and below. */
export type GridWindow = { columns: number; first: number; last: number };

const AHEAD = 3;

/**
 * Which rows of a grid to draw: cells are squares of equal size, so counting is enough.
 * @param options.cell the least width of a cell, in rem; `gap`: between two, in pixels; `extra`: what a row has below its square, in rem
 * @returns columns, and rows from `first` up to and without `last`; `rowHeight` and `rows` in all
 */
export function useGridWindow(
  scroller: RefObject<HTMLElement | null>,
  options: { count: number; cell: number; gap: number; extra: number },
): GridWindow & { rowHeight: number; rows: number } {
  const { count, cell, gap, extra } = options;
  const [view, setView] = useState({ width: 0, height: 0, top: 0, rem: 16 });
  // What is in sight is painted first; what may come into sight next is drawn a frame later.
  const [ahead, setAhead] = useState(0);
  const some = count > 0;
  useEffect(() => {
    if (!some) return;
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setAhead(AHEAD));
    });
    return () => cancelAnimationFrame(frame);
  }, [some]);
  // Before anything is painted: else the first picture of the grid has no cells.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () =>
      setView((before) => {
        const { clientWidth: width, clientHeight: height, scrollTop: top } = element;
        const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
        const now = { width, height, top, rem };
        return sameRows(before, now, { count, cell, gap, extra }) ? before : now;
      });
    measure();
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    element.addEventListener('scroll', measure, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', measure);
    };
  }, [scroller, count, cell, gap, extra]);
  return gridWindow(view, { count, cell, gap, extra }, ahead);
}

type View = { width: number; height: number; top: number /** One rem in pixels. */; rem: number };
type Cells = { count: number; cell: number; gap: number; extra: number };

/** True when both would draw the same cells in the same places: most turns of a wheel stay within a row. */
function sameRows(before: View, now: View, cells: Cells): boolean {
  if (before.width !== now.width || before.height !== now.height || before.rem !== now.rem) return false;
  const [a, b] = [gridWindow(before, cells), gridWindow(now, cells)];
  return a.first === b.first && a.last === b.last;
}

/** The arithmetic of it. @param ahead rows above and below what is in sight */
export function gridWindow(
  view: View,
  { count, cell, gap, extra }: Cells,
  ahead = AHEAD,
): GridWindow & { rowHeight: number; rows: number } {
  const columns = Math.max(1, Math.floor((view.width + gap) / (cell * view.rem + gap)));
  const side = (view.width - gap * (columns - 1)) / columns;
  const rowHeight = Math.max(1, side + extra * view.rem + gap);
  const rows = Math.ceil(count / columns);
  const first = Math.max(0, Math.floor(view.top / rowHeight) - ahead);
  const last = Math.min(rows, Math.ceil((view.top + view.height) / rowHeight) + ahead);
  return { columns, first, last: Math.max(first, last), rowHeight, rows };
}
