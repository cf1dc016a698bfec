import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { instantToWall, settle } from '../time/wall.ts';
import { parseRule } from './rule.ts';

/** When a series comes: the columns of its row that say so. */
export type SeriesTimes = {
  starts_at: string;
  time_zone: string;
  rule: string;
  ends_before: string | null;
};

export type SeriesTime = {
  /** The original wall time: what names this occurrence, whatever a clock change makes of it. */
  wall: string;
  /** What the clock shows when it goes out: later than `wall` on a day whose clock skips it. */
  shown: string;
  instant: string;
};

/** The most occurrences one look finds; a day has one, so this is more than ten years of them. */
const MOST = 5000;

/**
 * The occurrences that go out from one instant (included) to another (not included), in order of time.
 *
 * The rule is expanded on the wall clock alone, where every day has 24 hours, and each wall time is then put into the
 * zone by the policy of all wall times here: what a clock change skips moves forward, what comes twice goes out the
 * first time (RFC 5545 3.3.5). So occurrences never drift and never double.
 */
export function occurrencesBetween(series: SeriesTimes, fromIso: string, toIso: string): SeriesTime[] {
  if (!(fromIso < toIso)) return [];
  const { time_zone } = series;
  // Around a clock change walls and instants are not in one order: 01:30 that goes out the first time comes before an
  // instant that shows 01:00 the second time.
  const from = plain(instantToWall(fromIso, time_zone)).subtract({ days: 1 });
  const to = plain(instantToWall(toIso, time_zone)).add({ days: 1 });
  return wallTimes(series, from, to)
    .map((wall) => ({ wall, ...shownAt(wall, time_zone) }))
    .filter(({ instant }) => instant >= fromIso && instant < toIso);
}

/** The first occurrences at or after an instant, at most `count`, within ten years. */
export function nextOccurrences(series: SeriesTimes, fromIso: string, count: number): SeriesTime[] {
  const found: SeriesTime[] = [];
  let from = fromIso;
  for (const years of [1, 9]) {
    const to = new Date(Date.parse(from) + years * 366 * 86_400_000).toISOString();
    found.push(...occurrencesBetween(series, from, to));
    if (found.length >= count) break;
    from = to;
  }
  return found.slice(0, count);
}

/** Whether a series has an occurrence of that original wall time. */
export function hasOccurrence(series: SeriesTimes, wall: string): boolean {
  const at = plain(wall);
  return wallTimes(series, at, at.add({ minutes: 1 })).includes(wall);
}

/** How many occurrences a series has before a wall time, those left out included: what a split takes off COUNT. */
export const countBefore = (series: SeriesTimes, wall: string): number =>
  wallTimes(series, plain(series.starts_at), plain(wall)).length;

/** Original wall times from one (included) to another (not included). */
function wallTimes(series: SeriesTimes, from: Temporal.PlainDateTime, to: Temporal.PlainDateTime): string[] {
  if (!parseRule(series.rule)) return [];
  const last = series.ends_before === null ? null : plain(series.ends_before);
  const end = last && Temporal.PlainDateTime.compare(last, to) < 0 ? last : to;
  if (Temporal.PlainDateTime.compare(from, end) >= 0) return [];
  const rule = new RRuleTemporal({
    rruleString: `DTSTART:${series.starts_at.replace(/[-:]/g, '')}00Z\nRRULE:${series.rule}`,
  });
  return rule
    .between(onPaper(from), onPaper(end), true)
    .slice(0, MOST)
    .map((at) => at.toString().slice(0, 16))
    .filter((wall) => wall < wallText(end));
}

const plain = (wall: string) => Temporal.PlainDateTime.from(wall);
/** Wall time is reckoned as if it were UTC's: no day of it is longer than another. */
const onPaper = (wall: Temporal.PlainDateTime) => wall.toZonedDateTime('UTC');
const wallText = (wall: Temporal.PlainDateTime) => wall.toString({ smallestUnit: 'minute' });
function shownAt(wall: string, zone: string): { shown: string; instant: string } {
  const at = settle(wall, zone);
  return { shown: at.wall, instant: at.instant };
}
