import { useCallback, useEffect, useRef, useState } from 'react';

const PAUSE_MS = 600;

export type DraftText = { value: string; onChange(text: string): void; onBlur(): void };

/**
 * Text being typed over a row's value. It is saved at a pause, on blur and on leaving the screen; while somebody
 * types, what arrives from elsewhere does not disturb them.
 * @param save is also told what stood there when the typing began
 * @param accept false for text that must not be saved (an empty name); leaving the field then puts the old text back
 */
export function useDraftText(
  saved: string,
  save: (text: string, seen: string) => void,
  accept: (text: string) => boolean = () => true,
): DraftText {
  const [draft, setDraft] = useState<string | null>(null);
  const now = useRef({
    draft,
    saved,
    save,
    accept,
    focused: false,
    written: null as string | null,
    seen: null as string | null,
  });
  now.current = { ...now.current, draft, saved, save, accept };
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const flush = useCallback(() => {
    clearTimeout(timer.current);
    const { draft: text, saved: before, save: write, accept: good, written } = now.current;
    // A pause, a blur and leaving may come before the row says what was written: once is enough.
    if (text === null || text === before || text === written || !good(text)) return;
    now.current.written = text;
    const seen = now.current.seen ?? before;
    now.current.seen = null;
    write(text, seen);
  }, []);
  useEffect(() => {
    window.addEventListener('beforeunload', flush);
    return () => {
      window.removeEventListener('beforeunload', flush);
      flush();
    };
  }, [flush]);

  // The row has what was typed (or something newer): nothing is left to hold.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new value of the row may drop the draft
  useEffect(() => {
    now.current.written = null;
    if (!now.current.focused) setDraft(null);
  }, [saved]);

  return {
    value: draft ?? saved,
    onChange(text) {
      now.current.seen ??= now.current.draft ?? now.current.saved;
      now.current.focused = true;
      now.current.draft = text;
      now.current.written = null;
      setDraft(text);
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, PAUSE_MS);
    },
    onBlur() {
      flush();
      now.current.seen = null;
      now.current.focused = false;
      const { draft: text, saved: before, accept: good } = now.current;
      if (text === null || text === before || !good(text)) setDraft(null);
    },
  };
}
