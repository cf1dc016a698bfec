import { getSetting } from '../app/settings.ts';
import { matchRoute } from './match-route.ts';

/** Where a start without an address leads: to what was shown last, or to the calendar. */
export function firstAddress(): string {
  const last = getSetting('path');
  return last && matchRoute(last) ? last : '/calendar';
}

/** Fetches the code of the screen that will be shown first; asked when the core's state is known, before anything is drawn. */
export function loadFirstScreen(): void {
  const here = location.hash.slice(1);
  const address = here === '' || here === '/' ? firstAddress() : here;
  // What cannot be fetched is told where the screen is to be.
  matchRoute(address)
    ?.route.load()
    .catch(() => undefined);
}
