const MINUTE = 60_000;
export const FIRST_INTERVAL_MS = 60 * MINUTE;
const SHORTEST_MS = 15 * MINUTE;
const LONGEST_MS = 12 * 60 * MINUTE;
const FIRST_FAILURE_MS = 5 * MINUTE;
const LONGEST_FAILURE_MS = 24 * 60 * MINUTE;

/**
 * How long until a feed is asked again: about twice as often as it has news, less often when it had none.
 * @param dates when its items were published, ISO instants, in any order
 * @param maxAgeMs what its publisher takes an answer for fresh
 */
export function nextInterval(
  previousMs: number,
  { changed, dates, maxAgeMs }: { changed: boolean; dates: readonly string[]; maxAgeMs: number },
): number {
  const usual = changed ? (gapOf(dates) ?? previousMs) / 2 : previousMs * 1.5;
  return clamp(Math.max(usual, maxAgeMs), SHORTEST_MS, LONGEST_MS);
}

/**
 * How long until a feed is asked again after it could not be read.
 * @param failures in a row, this one included
 * @param waitMs what its publisher asked for
 */
export const afterFailure = (failures: number, waitMs: number | null): number =>
  clamp(
    Math.max(FIRST_FAILURE_MS * 2 ** Math.min(failures - 1, 20), waitMs ?? 0),
    FIRST_FAILURE_MS,
    LONGEST_FAILURE_MS,
  );

/** Up to a tenth longer, so that feeds that were added together are not asked together for ever. @param random from 0 to 1 */
export const jittered = (ms: number, random: number): number => Math.round(ms * (1 + random / 10));

/** The usual time between two items; null where there are not enough. */
function gapOf(dates: readonly string[]): number | null {
  const times = dates.map((date) => Date.parse(date)).sort((a, b) => a - b);
  const gaps = times
    .slice(1)
    .map((time, at) => time - (times[at] ?? time))
    .sort((a, b) => a - b);
  return gaps[Math.floor(gaps.length / 2)] ?? null;
}

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
