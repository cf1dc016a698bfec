import { useCallback, useLayoutEffect, useRef } from 'react';

/**
 * A function that stays the same object while what it does follows every render: for handlers given to components in
 * `memo`. Call it from events, never while rendering.
 */
export function useStable<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R {
  const latest = useRef(run);
  useLayoutEffect(() => {
    latest.current = run;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}
