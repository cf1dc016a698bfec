import { useCallback, useEffect, useRef } from 'react';

/** A function that is the same at every render and does what the latest one does: for what is drawn in `memo`. */
export function useStable<A extends unknown[], R>(work: (...args: A) => R): (...args: A) => R {
  const latest = useRef(work);
  useEffect(() => {
    latest.current = work;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}
