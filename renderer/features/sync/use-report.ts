import { useCallback, useEffect, useRef, useState } from 'react';
import { tellError } from '../../app/tell-error.ts';

/** A report is made of reads: not for every change there is, when they come one after the other. */
const PAUSE_MS = 500;

/**
 * A report of the core, made anew when something it tells of may have changed.
 * @param load asks the core; the same function at every render
 * @param on what it tells of; another value makes it anew
 */
export function useReport<R>(load: () => Promise<R>, on?: unknown) {
  const [report, setReport] = useState<R | null>(null);
  const madeAt = useRef(0);
  const refresh = useCallback(() => {
    madeAt.current = Date.now();
    return load().then(setReport, tellError);
  }, [load]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `on` says when
  useEffect(() => {
    const timer = setTimeout(refresh, Math.max(0, madeAt.current + PAUSE_MS - Date.now()));
    return () => clearTimeout(timer);
  }, [refresh, on]);
  return { report, refresh };
}
