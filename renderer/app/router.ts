import { useSyncExternalStore } from 'react';
import { navigate as toHash, useHashLocation } from 'wouter/use-hash-location';

export { Link } from 'wouter';
/**
 * Addresses live in the URL's fragment (`#/calendar/week/2026-11-23`), because then `app://`, the browser host and the
 * development server need no rules of their own, and back, forward, reload and deep links work in all three.
 */
export { useHashLocation as locationHook } from 'wouter/use-hash-location';

/** The address now, and how to go elsewhere. */
export const useAddress = () => useHashLocation();

/**
 * Whether an address is the one shown. Whoever asks is drawn anew only when the answer changes, which matters where each
 * of hundreds asks about its own.
 */
export const useIsAddress = (address: string): boolean =>
  useSyncExternalStore(followAddress, () => location.hash === `#${address}`);

function followAddress(listener: () => void) {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

/** Goes to an address from anywhere. `replace` leaves no step in the history. */
export const go = (path: string, options: { replace?: boolean } = {}): void => toHash(path, options);

/** What an address has in its pattern's places: `/post/:id` gives `{ id }`. */
export type Params = Record<string, string | undefined>;
