import { type RefObject, useEffect, useRef } from 'react';
import styles from './calendar.module.css';

/** A press that moves less than this is a press. */
const STARTS_AFTER = 6;

/**
 * Draws a box from where the mouse was pressed on empty ground, and tells which posts it touches.
 * @param onPosts ids of the posts in the box; `add` while Ctrl or Cmd is held
 */
export function useRubberBand(
  root: RefObject<HTMLElement | null>,
  onPosts: (ids: string[], add: boolean) => void,
): void {
  const latest = useRef(onPosts);
  useEffect(() => {
    latest.current = onPosts;
  });
  useEffect(() => {
    const ground = root.current;
    if (!ground) return;
    let begin: { x: number; y: number; add: boolean } | null = null;
    let box: HTMLElement | null = null;

    const down = (event: PointerEvent) => {
      const target = event.target instanceof Element ? event.target : null;
      if (
        event.button !== 0 ||
        event.pointerType !== 'mouse' ||
        target?.closest('button,input,a,[data-post]')
      )
        return;
      begin = { x: event.clientX, y: event.clientY, add: event.ctrlKey || event.metaKey };
    };
    const move = (event: PointerEvent) => {
      if (!begin) return;
      const { x, y } = begin;
      if (!box && Math.hypot(event.clientX - x, event.clientY - y) < STARTS_AFTER) return;
      if (!box) {
        box = document.createElement('div');
        box.className = styles.band ?? '';
        ground.append(box);
      }
      box.style.left = `${Math.min(x, event.clientX)}px`;
      box.style.top = `${Math.min(y, event.clientY)}px`;
      box.style.width = `${Math.abs(event.clientX - x)}px`;
      box.style.height = `${Math.abs(event.clientY - y)}px`;
      event.preventDefault();
    };
    const up = () => {
      const drawn = box?.getBoundingClientRect();
      const add = begin?.add ?? false;
      box?.remove();
      [begin, box] = [null, null];
      if (!drawn) return;
      // The press that ends it is none: nothing is started where it was let go.
      const swallow = (event: Event) => event.stopPropagation();
      window.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
      const ids = [...ground.querySelectorAll<HTMLElement>('[data-post]')].flatMap((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const touched = left < drawn.right && right > drawn.left && top < drawn.bottom && bottom > drawn.top;
        return touched && element.dataset.post ? [element.dataset.post] : [];
      });
      latest.current(ids, add);
    };
    ground.addEventListener('pointerdown', down);
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', up);
    return () => {
      box?.remove();
      ground.removeEventListener('pointerdown', down);
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', up);
    };
  }, [root]);
}
