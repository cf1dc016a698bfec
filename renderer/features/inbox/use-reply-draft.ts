import { useCallback, useEffect, useRef, useState } from 'react';
import { getSetting, saveSetting } from '../../app/settings.ts';

const PAUSE_MS = 400;

/**
 * The reply being written to a comment. It is kept with the core's settings at a pause, on blur and on leaving, so that
 * closing the app in the middle of a sentence loses nothing.
 */
export function useReplyDraft(commentId: string) {
  const [text, setText] = useState(() => getSetting('replyDrafts')[commentId] ?? '');
  const latest = useRef(text);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const { [commentId]: before, ...others } = getSetting('replyDrafts');
    if ((before ?? '') === latest.current) return;
    saveSetting('replyDrafts', latest.current === '' ? others : { ...others, [commentId]: latest.current });
  }, [commentId]);
  useEffect(() => flush, [flush]);

  const change = (next: string) => {
    latest.current = next;
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(flush, PAUSE_MS);
  };
  return {
    text,
    setText: change,
    flush,
    clear() {
      change('');
      flush();
    },
  };
}
