import type { BrowserWindow } from 'electron';
import { z } from 'zod';

type Rectangle = { x: number; y: number; width: number; height: number };

/** Where the window stood and how large it was when it was not maximised; in the system's scaled pixels. */
export const windowStateSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().positive(),
  height: z.int().positive(),
  maximized: z.boolean(),
});
export type WindowState = z.infer<typeof windowStateSchema>;

export const SMALLEST = { width: 720, height: 520 };
const USUAL = { width: 1320, height: 860 };
/** So much of the title bar must be on some display for a hand to get hold of the window. */
const GRIP = { width: 96, height: 24 };

export type WindowPlace = { width: number; height: number; x?: number; y?: number; maximized: boolean };

/**
 * Where to open the window: where it was, as far as it still fits the displays there are.
 * @param saved what was kept, or anything else
 * @param workAreas of every display, the primary one first
 * @returns without `x` and `y` where the system should choose (in the middle)
 */
export function placeWindow(saved: unknown, workAreas: readonly Rectangle[]): WindowPlace {
  const primary = workAreas[0] ?? { x: 0, y: 0, ...USUAL };
  const read = windowStateSchema.safeParse(saved);
  if (!read.success) return { ...fitting(USUAL, primary), maximized: false };
  const { maximized, ...kept } = read.data;
  const area = workAreas.find((one) => holdsGrip(kept, one));
  // A display that is gone takes the place with it, not the size.
  if (!area) return { ...fitting(kept, primary), maximized };
  const { width, height } = fitting(kept, area);
  return { ...pushedInside({ ...kept, width, height }, area), maximized };
}

const between = (least: number, value: number, most: number) => Math.max(least, Math.min(value, most));

const fitting = ({ width, height }: { width: number; height: number }, area: Rectangle) => ({
  width: between(SMALLEST.width, width, Math.max(SMALLEST.width, area.width)),
  height: between(SMALLEST.height, height, Math.max(SMALLEST.height, area.height)),
});

/** The upper edge must be below the area's, and enough of it between its sides. */
function holdsGrip(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const down = area.y + area.height - window.y;
  return across >= GRIP.width && down >= GRIP.height && window.y >= area.y - GRIP.height;
}

/** Moved as little as brings it inside; one that a person pushed over an edge by half comes back whole. */
const pushedInside = (window: Rectangle, area: Rectangle): Rectangle => ({
  ...window,
  x: between(area.x, window.x, Math.max(area.x, area.x + area.width - window.width)),
  y: between(area.y, window.y, Math.max(area.y, area.y + area.height - window.height)),
});

type Kept = Pick<BrowserWindow, 'getNormalBounds' | 'isMaximized' | 'isFullScreen'> & {
  on(event: 'resize' | 'move' | 'maximize' | 'unmaximize' | 'close', listener: () => void): unknown;
};

/** A window that is dragged tells of every pixel: it is kept when it rests, and as it closes. */
const REST_MS = 400;

/** Keeps where a window is and how large, for the next start. */
export function keepPlace(window: Kept, save: (state: WindowState) => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const keep = () => {
    clearTimeout(timer);
    timer = undefined;
    if (window.isFullScreen()) return;
    const { x, y, width, height } = window.getNormalBounds();
    save({ x, y, width, height, maximized: window.isMaximized() });
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, REST_MS);
  };
  for (const event of ['resize', 'move', 'maximize', 'unmaximize'] as const) window.on(event, later);
  window.on('close', keep);
}
