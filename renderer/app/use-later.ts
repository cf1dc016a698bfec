import { startTransition, useEffect, useRef, useState } from 'react';

/** Who types reads what they typed; what is said about it may be this much older, in milliseconds. */
export const LATER_MS = 100;

/**
 * A value as it was a moment ago: at most one change in `LATER_MS`, drawn when nothing more urgent is. For what looks at
 * words while they are typed and is dear to draw.
 */
export function useLater<T>(value: T): T {
  const [shown, show] = useState(value);
  const latest = useRef(value);
  latest.current = value;
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (Object.is(value, shown) || timer.current !== undefined) return;
    timer.current = setTimeout(() => {
      timer.current = undefined;
      startTransition(() => show(latest.current));
    }, LATER_MS);
  }, [value, shown]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return shown;
}
