import { type RefObject, useEffect, useState } from 'react';

/** Lines drawn beyond what is in sight, so that a quick wheel meets no gap. */
const MARGIN = 12;

/**
 * Which lines of a long list are in sight. All are of one height.
 * @param height of one line, in rem
 * @returns the first, and the one after the last; and a line's height in pixels
 */
export function useWindow(scroller: RefObject<HTMLElement | null>, count: number, height: number) {
  const [shown, setShown] = useState({ from: 0, to: 60, line: height * 16 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const line = height * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);
      const from = Math.max(0, Math.floor(element.scrollTop / line) - MARGIN);
      const to = Math.ceil((element.scrollTop + element.clientHeight) / line) + MARGIN;
      setShown((before) =>
        before.from === from && before.to === to && before.line === line ? before : { from, to, line },
      );
    };
    look();
    const sized = new ResizeObserver(look);
    sized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      sized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller, height]);
  return { ...shown, to: Math.min(shown.to, count) };
}
