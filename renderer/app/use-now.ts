import { useEffect, useState } from 'react';
import { nowIso } from './clock.ts';

/** The present moment as ISO text, renewed every minute. */
export function useNow(): string {
  const [now, setNow] = useState(nowIso);
  useEffect(() => {
    const timer = setInterval(() => setNow(nowIso()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
