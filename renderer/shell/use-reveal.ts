import { useEffect } from 'react';
import { useUi } from '../app/ui-store.ts';

const PATIENCE_MS = 3000;

/** Brings a part of the screen into sight that was asked for by its anchor, as soon as it is there. */
export function useReveal(): void {
  const anchor = useUi((state) => state.reveal);
  useEffect(() => {
    if (!anchor) return;
    const show = () => {
      const heading = document.querySelector<HTMLElement>(`[data-anchor="${CSS.escape(anchor)}"]`);
      if (!heading) return false;
      heading.scrollIntoView({ block: 'start' });
      heading.focus({ preventScroll: true });
      useUi.setState({ reveal: null });
      return true;
    };
    if (show()) return;
    const seen = new MutationObserver(() => show() && seen.disconnect());
    seen.observe(document.body, { childList: true, subtree: true });
    const timer = setTimeout(() => useUi.setState({ reveal: null }), PATIENCE_MS);
    return () => {
      seen.disconnect();
      clearTimeout(timer);
    };
  }, [anchor]);
}
