import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { z } from 'zod';
import { readView, writeView } from '../app/view-state.ts';

const schema = z.record(z.string(), z.tuple([z.number(), z.number()]));
type Places = z.infer<typeof schema>;

/** So long is waited for what a place needs to be reached: rows that are still being read, a screen being loaded. */
const PATIENCE_MS = 2500;
/** And so long a place is held once it is reached: views scroll to where they think fit when they are ready. */
const HOLD_MS = 500;
const BY_HAND = ['wheel', 'pointerdown', 'keydown', 'touchstart'] as const;

/**
 * Keeps where a view was scrolled to and brings it back there. Whatever scrolls carries `data-scroll` with a name.
 * @param view which view is shown; places are kept for each
 * @param beside what stands beside it: a small window hides the middle meanwhile, which loses its places
 */
export function useKeptScroll(root: RefObject<HTMLElement | null>, view: string, beside: string): void {
  /** While places are being brought back, what scrolls is not the person. */
  const restoring = useRef(false);

  // biome-ignore lint/correctness/useExhaustiveDependencies: back in sight, the middle is scrolled anew
  useLayoutEffect(() => {
    const box = root.current;
    if (!box) return;
    const places = readView<Places>(view, 'scroll', schema, {});
    // The page's own scroller is the same element for every screen.
    if (!places.page) box.querySelector('[data-scroll="page"]')?.scrollTo(0, 0);
    if (Object.keys(places).length === 0) return;
    const began = performance.now();
    let reached = 0;
    let frame = 0;
    restoring.current = true;
    const end = () => {
      restoring.current = false;
      cancelAnimationFrame(frame);
      for (const event of BY_HAND) removeEventListener(event, end, true);
    };
    const step = (now: number) => {
      const there = Object.entries(places).map(([name, [left, top]]) => {
        const element = box.querySelector(`[data-scroll="${CSS.escape(name)}"]`);
        if (!element) return false;
        if (Math.abs(element.scrollTop - top) < 1 && Math.abs(element.scrollLeft - left) < 1) return true;
        element.scrollTo({ left, top, behavior: 'instant' });
        return Math.abs(element.scrollTop - top) < 1;
      });
      if (!there.every(Boolean)) reached = 0;
      else if (reached === 0) reached = now;
      if (now - began > PATIENCE_MS || (reached > 0 && now - reached > HOLD_MS)) return end();
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    for (const event of BY_HAND) addEventListener(event, end, true);
    return end;
  }, [root, view, beside]);

  useEffect(() => {
    const box = root.current;
    if (!box) return;
    const onScroll = ({ target }: Event) => {
      const name = target instanceof HTMLElement ? target.dataset.scroll : undefined;
      if (!name || restoring.current || !(target instanceof HTMLElement)) return;
      const places = readView<Places>(view, 'scroll', schema, {});
      writeView(view, 'scroll', {
        ...places,
        [name]: [Math.round(target.scrollLeft), Math.round(target.scrollTop)],
      });
    };
    // Scrolling does not bubble.
    box.addEventListener('scroll', onScroll, { capture: true, passive: true });
    return () => box.removeEventListener('scroll', onScroll, { capture: true });
  }, [root, view]);
}
