import { useEffect, useRef, useState } from 'react';
import type { TargetView } from '../../../shared/queries.ts';
import { mutate } from '../../app/mutate.ts';

const PAUSE_MS = 300;

/** A channel's own words as they are typed: shown at once, written at a pause, on leaving the field and the screen. */
export function useOwnText(target: TargetView | null) {
  const [typed, setTyped] = useState<string | null>(null);
  const own = typed ?? target?.text ?? null;
  const waiting = useRef<{ text: string; timer: ReturnType<typeof setTimeout> } | null>(null);
  /** The words that were there when the typing that is not written yet began. */
  const seen = useRef<string | null>(null);

  const write = (text: string | null) => {
    if (!target) return Promise.resolve(false);
    const { brand_id, post_id, connection_id } = target;
    const base = { text: seen.current ?? own ?? '' };
    seen.current = null;
    return mutate('target.edit', { brand_id, post_id, connection_id, text, base });
  };
  function flush() {
    if (!waiting.current) return;
    clearTimeout(waiting.current.timer);
    void write(waiting.current.text);
    waiting.current = null;
  }
  const latestFlush = useRef(flush);
  latestFlush.current = flush;
  useEffect(() => {
    const leave = () => latestFlush.current();
    window.addEventListener('beforeunload', leave);
    return () => {
      window.removeEventListener('beforeunload', leave);
      leave();
    };
  }, []);
  // The row has caught up with what was typed.
  useEffect(() => {
    if (!waiting.current && target?.text === typed) setTyped(null);
  }, [target?.text, typed]);

  return {
    own,
    flush,
    type(text: string) {
      seen.current ??= own ?? '';
      setTyped(text);
      clearTimeout(waiting.current?.timer);
      waiting.current = { text, timer: setTimeout(() => latestFlush.current(), PAUSE_MS) };
    },
    /** Begins with these words, or follows the shared ones again (null). */
    set(text: string | null) {
      flush();
      setTyped(null);
      return write(text);
    },
  };
}
