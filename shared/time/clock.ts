/** What says which moment it is. Durations are measured by monotonic clocks, never by this one. */
export type Clock = {
  now(): Date;
  /** The instant it stands at (ISO text, UTC); null for a clock that runs. */
  standsAt: string | null;
};

const SYSTEM: Clock = { now: () => new Date(), standsAt: null };

/**
 * The system's clock, or one that stands still, so that the same data looks the same on every day (tests, screenshots).
 * Whoever publishes by a clock looks at `standsAt` first: nothing is ever due by one that stands.
 * @param standsAt an ISO instant with its offset, e.g. `2026-11-18T10:40:00Z`; nothing for the system's clock
 * @throws RangeError when it is not one
 */
export function createClock(standsAt: string | null | undefined): Clock {
  if (!standsAt) return SYSTEM;
  if (!isInstant(standsAt)) throw new RangeError(`Not an instant: ${standsAt}`);
  const at = Date.parse(standsAt);
  return { now: () => new Date(at), standsAt: new Date(at).toISOString() };
}

/** An ISO instant that says its offset; without one it would mean another moment on every machine. */
export const isInstant = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/.test(text) &&
  !Number.isNaN(Date.parse(text));
