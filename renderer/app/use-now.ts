import { useSyncExternalStore } from 'react';
import { nowIso } from './clock.ts';

const EVERY_MS = 60_000;
const listeners = new Set<() => void>();
let now: string | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

function tick() {
  now = nowIso();
  for (const listener of listeners) listener();
}

/** One clock for all who ask: a month has hundreds of chips, and a timer for each takes longer than drawing them. */
function follow(listener: () => void) {
  listeners.add(listener);
  timer ??= setInterval(tick, EVERY_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function read(): string {
  if (now !== null && timer !== undefined) return now;
  // While nobody listened it stood still.
  const present = nowIso();
  if (now === null || Math.abs(Date.parse(present) - Date.parse(now)) >= EVERY_MS) now = present;
  return now;
}

/** The present moment as ISO text, renewed every minute. */
export const useNow = (): string => useSyncExternalStore(follow, read);
