import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';

/** Faster than this nobody sees a picture: heights of the list in a second. */
const FAST = 12;
/** How long a list lies still before what is in sight is drawn. */
const SETTLED_MS = 90;

/** Tells cells whether what is in them is worth drawing yet. */
export type Fling = {
  fast(): boolean;
  /** @returns stops waiting */
  onSettled(tell: () => void): () => void;
};

/** Whether a list moves too fast to be looked at. @param px it moved, in `ms` @param height of what is in sight, in pixels */
export const isFlung = (px: number, ms: number, height: number): boolean =>
  (Math.abs(px) / Math.max(1, ms)) * 1000 > FAST * Math.max(1, height);

/**
 * Knows when a list is flung by: cells drawn meanwhile stay empty until the list settles, so that files nobody looks at are
 * not laid out, fetched, decoded and painted.
 */
export function useFling(scroller: RefObject<HTMLElement | null>): Fling {
  const fast = useRef(false);
  const waiting = useRef(new Set<() => void>());
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let [top, at] = [element.scrollTop, performance.now()];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const settle = () => {
      fast.current = false;
      for (const tell of waiting.current) tell();
    };
    const onScroll = () => {
      const [nextTop, nextAt] = [element.scrollTop, performance.now()];
      if (isFlung(nextTop - top, nextAt - at, element.clientHeight)) fast.current = true;
      [top, at] = [nextTop, nextAt];
      if (!fast.current) return;
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLED_MS);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller]);
  return useMemo(
    () => ({
      fast: () => fast.current,
      onSettled(tell) {
        waiting.current.add(tell);
        return () => waiting.current.delete(tell);
      },
    }),
    [],
  );
}

/** Whether a cell shows what is in it: at once, unless it was drawn while the list was flung by. */
export function useShown({ fast, onSettled }: Fling): boolean {
  const [shown, setShown] = useState(() => !fast());
  useEffect(() => {
    if (shown) return;
    if (fast()) return onSettled(() => setShown(true));
    setShown(true);
  }, [shown, fast, onSettled]);
  return shown;
}
